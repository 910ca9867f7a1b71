using System.Collections.Immutable;

namespace MiniKube.Store.Metrics;

/// <summary>Counts how long something took, in buckets that double. Observing allocates nothing; may be called by several threads.</summary>
public sealed class LatencyHistogram
{
    private readonly double[] _bounds;
    private readonly long[] _counts;
    private long _ticks;

    /// <param name="firstBound">The upper bound of the first bucket.</param>
    /// <param name="buckets">How many, each to twice the bound of the one before; what is longer than the last is counted beside them.</param>
    public LatencyHistogram(TimeSpan firstBound, int buckets)
    {
        _bounds = [.. Enumerable.Range(0, buckets).Select(bucket => firstBound.TotalSeconds * (1L << bucket))];
        _counts = new long[buckets + 1];
    }

    public void Observe(TimeSpan latency)
    {
        var seconds = latency.TotalSeconds;
        var bucket = 0;
        while (bucket < _bounds.Length && seconds > _bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _ticks, latency.Ticks);
    }

    public LatencySnapshot Read()
    {
        var upTo = ImmutableArray.CreateBuilder<LatencyBucket>(_bounds.Length);
        long total = 0;
        for (var bucket = 0; bucket < _bounds.Length; bucket++)
        {
            total += Volatile.Read(ref _counts[bucket]);
            upTo.Add(new LatencyBucket(_bounds[bucket], total));
        }

        return new LatencySnapshot(upTo.MoveToImmutable(), total + Volatile.Read(ref _counts[^1]), TimeSpan.FromTicks(Volatile.Read(ref _ticks)));
    }
}
