using Microsoft.Extensions.Logging;

namespace MiniKube.Testing;

/// <summary>How a cluster in a test is made.</summary>
public sealed record TestClusterOptions
{
    /// <summary>How many simulated nodes there are.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>The clock of every part; null for the machine's.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>Where all chance in the cluster comes from: names, uids, jitter, the choice among equal nodes.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where the parts log to; null for nowhere.</summary>
    public ILoggerFactory? Logging { get; init; }
}
