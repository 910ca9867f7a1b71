using System.Collections.Immutable;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.FlowControl.Schemas;

/// <summary>Requests for paths that are no resources; a star stands for any verb, at a path's end for any rest of it.</summary>
internal sealed record FlowPathRule(ImmutableArray<string> Verbs, ImmutableArray<string> Paths)
{
    public bool Matches(RequestInfo request) =>
        (Verbs.Contains("*") || Verbs.Contains(request.Verb)) && MatchesPath(request.Path);

    private bool MatchesPath(string path)
    {
        foreach (var pattern in Paths)
        {
            if (pattern == "*" || pattern == path
                || (pattern.EndsWith("/*", StringComparison.Ordinal) && path.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1))))
            {
                return true;
            }
        }

        return false;
    }
}
