using System.Collections.Immutable;

namespace MiniKube.ApiServer.Encryption;

/// <summary>Names of resources with wildcards, and where what they name is kept.</summary>
internal static class ResourcePattern
{
    private const string Root = "/registry/";

    /// <summary>Everything that the second names, the first names too.</summary>
    public static bool Covers(string pattern, string resource) =>
        pattern == resource || pattern == "*.*" || (pattern.StartsWith("*.", StringComparison.Ordinal) && GroupOf(pattern) == GroupOf(resource) && resource != "*.*");

    /// <summary>The prefixes of keys that a pattern names.</summary>
    /// <param name="pattern"><c>secrets</c>, <c>deployments.apps</c>, <c>*.apps</c>, <c>*.</c> or <c>*.*</c>.</param>
    /// <param name="core">The resources of the core group.</param>
    public static IEnumerable<string> Prefixes(string pattern, ImmutableArray<string> core) => pattern switch
    {
        "*.*" => [Root],
        "*." => core.Select(resource => $"{Root}{resource}/"),
        _ when pattern.StartsWith("*.", StringComparison.Ordinal) => [$"{Root}{GroupOf(pattern)}/"],
        _ when GroupOf(pattern).Length == 0 => [$"{Root}{pattern.TrimEnd('.')}/"],
        _ => [$"{Root}{GroupOf(pattern)}/{pattern[..pattern.IndexOf('.', StringComparison.Ordinal)]}/"],
    };

    private static string GroupOf(string resource) => resource.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? resource[(dot + 1)..] : "";
}
