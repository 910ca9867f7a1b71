using System.Collections.Immutable;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.FlowControl.Schemas;

/// <summary>Matches when one of its subjects and one of its rules does.</summary>
internal sealed record FlowRule(ImmutableArray<FlowSubject> Subjects, ImmutableArray<FlowResourceRule> Resources, ImmutableArray<FlowPathRule> Paths)
{
    public bool Matches(UserInfo user, RequestInfo request)
    {
        foreach (var subject in Subjects)
        {
            if (subject.Matches(user))
            {
                return request.IsResourceRequest ? MatchesResource(request) : MatchesPath(request);
            }
        }

        return false;
    }

    private bool MatchesResource(RequestInfo request)
    {
        foreach (var rule in Resources)
        {
            if (rule.Matches(request))
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchesPath(RequestInfo request)
    {
        foreach (var rule in Paths)
        {
            if (rule.Matches(request))
            {
                return true;
            }
        }

        return false;
    }
}
