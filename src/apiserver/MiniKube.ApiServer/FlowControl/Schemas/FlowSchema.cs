using System.Collections.Immutable;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.FlowControl.Schemas;

/// <summary>A FlowSchema as far as it matters here: which requests go to which priority level, and which of them are one flow. Immutable.</summary>
internal sealed record FlowSchema
{
    public required string Name { get; init; }

    public string Uid { get; init; } = "";

    /// <summary>The lowest that matches decides; of equals the name that comes first.</summary>
    public int MatchingPrecedence { get; init; }

    public required string PriorityLevel { get; init; }

    /// <summary>What its condition says of the level; null when it says nothing.</summary>
    public bool? IsDangling { get; init; }

    public FlowDistinguisher Distinguisher { get; init; }

    public ImmutableArray<FlowRule> Rules { get; init; } = [];

    public bool Matches(UserInfo user, RequestInfo request)
    {
        foreach (var rule in Rules)
        {
            if (rule.Matches(user, request))
            {
                return true;
            }
        }

        return false;
    }

    public string DistinguisherOf(UserInfo user, RequestInfo request) => Distinguisher switch
    {
        FlowDistinguisher.ByUser => user.Name,
        FlowDistinguisher.ByNamespace => request.Namespace,
        _ => "",
    };
}
