using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authorization;

/// <summary>Verbs allowed on resources; <c>*</c> stands for all.</summary>
public sealed record ResourceRule(ImmutableArray<string> Verbs, ImmutableArray<string> Groups, ImmutableArray<string> Resources)
{
    /// <summary>The only objects it is about; empty for all.</summary>
    public ImmutableArray<string> Names { get; init; } = [];
}
