using Microsoft.Extensions.Logging;
using MiniKube.Store.Metrics;

namespace MiniKube.Store.Members;

/// <summary>What a host takes from outside.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Random">Numbers that do not repeat.</param>
/// <param name="Jitter">A uniform number from 0 to below its argument.</param>
/// <param name="Logger">Where to say what happens.</param>
internal sealed record HostEnvironment(TimeProvider Time, Func<ulong> Random, Func<int, int> Jitter, ILogger Logger)
{
    /// <summary>Where the disk's latencies are counted.</summary>
    public DiskLatencies Latencies { get; } = new();
}
