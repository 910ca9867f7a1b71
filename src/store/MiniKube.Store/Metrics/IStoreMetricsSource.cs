namespace MiniKube.Store.Metrics;

/// <summary>A store that counts what it does.</summary>
public interface IStoreMetricsSource
{
    /// <summary>How things are now; also of a store that has failed.</summary>
    ValueTask<StoreMetrics> ReadMetricsAsync(CancellationToken cancellationToken);
}
