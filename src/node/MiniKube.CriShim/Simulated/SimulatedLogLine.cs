namespace MiniKube.CriShim.Simulated;

/// <summary>A line of a container's output, without its newline.</summary>
public sealed record SimulatedLogLine(DateTimeOffset At, bool IsStderr, string Text);
