using System.Collections.Immutable;

namespace MiniKube.Store.Metrics;

/// <summary>What a <see cref="LatencyHistogram"/> has counted.</summary>
/// <param name="Buckets">Each with all that are shorter.</param>
/// <param name="Count">All.</param>
/// <param name="Sum">What they took together.</param>
public sealed record LatencySnapshot(ImmutableArray<LatencyBucket> Buckets, long Count, TimeSpan Sum);
