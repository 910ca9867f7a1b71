namespace MiniKube.CriShim.Simulated;

/// <summary>What a simulated container does once it is started.</summary>
public sealed record SimulatedBehavior
{
    /// <summary>How long StartContainer takes.</summary>
    public TimeSpan StartDelay { get; init; }

    /// <summary>Starting fails with this message.</summary>
    public string? StartError { get; init; }

    /// <summary>Ends by itself so long after it started; null runs until it is stopped.</summary>
    public TimeSpan? ExitAfter { get; init; }

    /// <summary>Of an end by itself.</summary>
    public int ExitCode { get; init; }

    /// <summary>An end by itself is the kernel's, for want of memory.</summary>
    public bool OomKilled { get; init; }

    /// <summary>How long it takes to end when asked to.</summary>
    public TimeSpan StopDelay { get; init; }

    /// <summary>Of an end because it was asked to; 143 is that of a process that does not handle TERM.</summary>
    public int StopExitCode { get; init; } = 128 + 15;

    /// <summary>Does not end when asked, so that it is killed after the grace period.</summary>
    public bool IgnoresTermination { get; init; }

    /// <summary>Written to stdout at the start.</summary>
    public string Output { get; init; } = "";

    /// <summary>Steady use of processors, in thousandths of one.</summary>
    public int CpuMilli { get; init; } = 1;

    public long MemoryBytes { get; init; } = 1 << 20;
}
