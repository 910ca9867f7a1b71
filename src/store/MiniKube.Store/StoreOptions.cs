using MiniKube.Store.Logs;

namespace MiniKube.Store;

/// <summary>How an embedded store keeps its data. The defaults suit an API server.</summary>
public sealed record StoreOptions
{
    /// <summary>Where the log and the snapshots lie; made when missing. Null: in memory only, gone with the process.</summary>
    public string? Directory { get; init; }

    /// <summary>History older than this is forgotten; null: only <see cref="HistoryBytesMax"/> bounds it.</summary>
    public TimeSpan? HistoryAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>About how much memory the history may take before its oldest part is forgotten early, in bytes.</summary>
    public long HistoryBytesMax { get; init; } = 256 << 20;

    /// <summary>The size of one log file, in bytes; allocated at once, so that a sync has only data to write.</summary>
    public int SegmentBytes { get; init; } = 16 << 20;

    /// <summary>A snapshot is made when it would free so many bytes of log, or as many as the last snapshot has if that is more.</summary>
    public long SnapshotAfterLogBytes { get; init; } = 32 << 20;

    /// <summary>How much log that a snapshot covers already is kept for members that lag, in bytes; who lags more gets the snapshot.</summary>
    public long LogBytesForLaggards { get; init; } = 256 << 20;

    /// <summary>The largest transaction, in bytes as written.</summary>
    public int TransactionBytesMax { get; init; } = 4 << 20;

    /// <summary>Changes that may wait to be written; further callers wait.</summary>
    public int QueueLength { get; init; } = 4096;

    /// <summary>How long a watch may go without being told of changes outside of its range.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(HistoryAge ?? TimeSpan.MaxValue, TimeSpan.FromSeconds(1), nameof(HistoryAge));
        ArgumentOutOfRangeException.ThrowIfLessThan(HistoryBytesMax, 1 << 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(TransactionBytesMax, 1 << 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, Math.Max(2L * TransactionBytesMax, 64 << 10));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SegmentBytes, Segment.BytesMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(SnapshotAfterLogBytes, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ProgressInterval, TimeSpan.Zero);
    }
}
