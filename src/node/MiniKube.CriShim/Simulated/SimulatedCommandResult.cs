namespace MiniKube.CriShim.Simulated;

public sealed record SimulatedCommandResult
{
    public string Stdout { get; init; } = "";

    public string Stderr { get; init; } = "";

    public int ExitCode { get; init; }

    /// <summary>How long the command runs; longer than the caller's timeout is a timeout.</summary>
    public TimeSpan Duration { get; init; }
}
