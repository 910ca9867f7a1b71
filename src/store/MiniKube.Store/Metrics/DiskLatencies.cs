namespace MiniKube.Store.Metrics;

/// <summary>How long a store's disk takes.</summary>
internal sealed class DiskLatencies
{
    private static readonly TimeSpan ShortestSync = TimeSpan.FromSeconds(0.001 / 16);
    private const int Buckets = 18;

    /// <summary>Syncs of the log: every write waits for one.</summary>
    public LatencyHistogram LogSync { get; } = new(ShortestSync, Buckets);

    /// <summary>Syncs of snapshots: nobody waits for them.</summary>
    public LatencyHistogram SnapshotSync { get; } = new(ShortestSync, Buckets);
}
