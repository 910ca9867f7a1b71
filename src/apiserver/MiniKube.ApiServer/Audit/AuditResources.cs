using System.Collections.Immutable;

namespace MiniKube.ApiServer.Audit;

/// <summary>Resources of one group that a rule is for; none named means all of them.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Resources"><c>pods</c>, <c>pods/log</c>, <c>pods/*</c>, <c>*/scale</c> or <c>*</c>.</param>
/// <param name="Names">Only objects of these names; all when empty.</param>
internal sealed record AuditResources(string Group, ImmutableArray<string> Resources, ImmutableArray<string> Names)
{
    public bool Matches(string group, string resource, string subresource, string name)
    {
        if (group != Group)
        {
            return false;
        }

        return Resources.IsEmpty || ((Names.IsEmpty || Names.Contains(name)) && MatchesAny(resource, subresource));
    }

    private bool MatchesAny(string resource, string subresource)
    {
        foreach (var pattern in Resources)
        {
            if (pattern == "*" || Matches(pattern, resource, subresource))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A pattern without a slash is for the resource itself only.</summary>
    private static bool Matches(ReadOnlySpan<char> pattern, string resource, string subresource)
    {
        var slash = pattern.IndexOf('/');
        if (slash < 0)
        {
            return subresource.Length == 0 && pattern.SequenceEqual(resource);
        }

        var wantedResource = pattern[..slash];
        var wantedSubresource = pattern[(slash + 1)..];
        return wantedSubresource is "*" ? wantedResource.SequenceEqual(resource)
            : subresource.Length > 0 && wantedSubresource.SequenceEqual(subresource) && (wantedResource is "*" || wantedResource.SequenceEqual(resource));
    }
}
