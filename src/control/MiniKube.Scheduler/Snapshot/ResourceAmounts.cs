using System.Collections.Immutable;

namespace MiniKube.Scheduler.Snapshot;

/// <summary>What pods ask for or a node has: milli-CPU, bytes of memory and scratch disk, and counted extended resources.</summary>
internal sealed record ResourceAmounts
{
    public static readonly ResourceAmounts Zero = new();

    public long MilliCpu { get; init; }

    public long MemoryBytes { get; init; }

    public long EphemeralStorageBytes { get; init; }

    /// <summary>Extended resources and huge pages by name.</summary>
    public ImmutableSortedDictionary<string, long> Scalars { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    public ResourceAmounts Plus(ResourceAmounts other) => Combine(other, (left, right) => left + right);

    public ResourceAmounts Minus(ResourceAmounts other) => Combine(other, (left, right) => left - right);

    /// <summary>The larger of each: what init containers need beside the containers that follow them.</summary>
    public ResourceAmounts Max(ResourceAmounts other) => Combine(other, Math.Max);

    private ResourceAmounts Combine(ResourceAmounts other, Func<long, long, long> combine)
    {
        var scalars = Scalars;
        foreach (var name in Scalars.Keys.Union(other.Scalars.Keys))
        {
            scalars = scalars.SetItem(name, combine(Scalars.GetValueOrDefault(name), other.Scalars.GetValueOrDefault(name)));
        }

        return new ResourceAmounts
        {
            MilliCpu = combine(MilliCpu, other.MilliCpu),
            MemoryBytes = combine(MemoryBytes, other.MemoryBytes),
            EphemeralStorageBytes = combine(EphemeralStorageBytes, other.EphemeralStorageBytes),
            Scalars = scalars,
        };
    }
}
