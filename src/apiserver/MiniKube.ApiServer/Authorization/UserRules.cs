using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authorization;

/// <summary>What a user may do.</summary>
/// <param name="Resources">Rights to resources.</param>
/// <param name="Paths">Rights to other paths.</param>
public sealed record UserRules(ImmutableArray<ResourceRule> Resources, ImmutableArray<PathRule> Paths)
{
    public static UserRules None { get; } = new([], []);

    /// <summary>Why rights may be missing here; empty when none are.</summary>
    public string Incomplete { get; init; } = "";

    public UserRules With(UserRules other) => new([.. Resources, .. other.Resources], [.. Paths, .. other.Paths])
    {
        Incomplete = Incomplete.Length == 0 || other.Incomplete.Length == 0
            ? Incomplete + other.Incomplete
            : $"[{Incomplete}, {other.Incomplete}]",
    };
}
