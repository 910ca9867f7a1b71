using System.Collections.Immutable;

namespace MiniKube.Mvcc;

/// <summary>If every comparison holds, <see cref="Success"/>, otherwise <see cref="Failure"/>; atomically, at one revision.</summary>
public sealed record Transaction
{
    public ImmutableArray<Comparison> Comparisons { get; init; } = [];

    public ImmutableArray<Operation> Success { get; init; } = [];

    public ImmutableArray<Operation> Failure { get; init; } = [];
}
