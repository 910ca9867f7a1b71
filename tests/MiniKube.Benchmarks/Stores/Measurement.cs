namespace MiniKube.Benchmarks.Stores;

/// <summary>One run of one load.</summary>
/// <param name="Rate">Operations a second.</param>
/// <param name="MedianMilliseconds">The median latency seen by a client.</param>
/// <param name="TailMilliseconds">The 99th percentile.</param>
/// <param name="CpuMicroseconds">CPU time of all servers for each operation.</param>
internal sealed record Measurement(double Rate, double MedianMilliseconds, double TailMilliseconds, double CpuMicroseconds);
