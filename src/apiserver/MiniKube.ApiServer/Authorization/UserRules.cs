using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authorization;

/// <summary>What a user may do.</summary>
/// <param name="Resources">Rights to resources.</param>
/// <param name="Paths">Rights to other paths.</param>
public sealed record UserRules(ImmutableArray<ResourceRule> Resources, ImmutableArray<PathRule> Paths);
