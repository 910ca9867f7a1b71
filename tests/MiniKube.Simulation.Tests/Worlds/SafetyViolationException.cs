namespace MiniKube.Simulation.Tests.Worlds;

/// <summary>Something that must never happen has happened.</summary>
internal sealed class SafetyViolationException : Exception
{
    public SafetyViolationException(string message)
        : base(message)
    {
    }

    public SafetyViolationException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
