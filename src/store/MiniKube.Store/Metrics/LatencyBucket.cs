using System.Runtime.InteropServices;

namespace MiniKube.Store.Metrics;

/// <summary>How many took at most so many seconds.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LatencyBucket(double Seconds, long Count);
