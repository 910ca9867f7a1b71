namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>The machine stops here.</summary>
internal sealed class PowerCutException : Exception;
