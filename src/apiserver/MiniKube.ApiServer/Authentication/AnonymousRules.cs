using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Anonymous requests: none, all, or those for certain paths (KEP-4633).</summary>
/// <param name="IsEnabled">False: whoever shows nothing is answered 401.</param>
/// <param name="Paths">The only paths; empty for all.</param>
internal sealed record AnonymousRules(bool IsEnabled, ImmutableArray<string> Paths) : IAnonymousRules
{
    public static AnonymousRules Everywhere { get; } = new(true, []);

    public static AnonymousRules Nowhere { get; } = new(false, []);

    public bool Allows(string path) => IsEnabled && (Paths.IsEmpty || Paths.Contains(path));
}
