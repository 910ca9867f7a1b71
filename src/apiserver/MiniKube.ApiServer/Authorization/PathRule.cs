using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authorization;

/// <summary>Verbs allowed on paths; a trailing <c>*</c> stands for all that begin so.</summary>
public sealed record PathRule(ImmutableArray<string> Verbs, ImmutableArray<string> Paths);
