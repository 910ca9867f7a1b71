using System.Collections.Immutable;

namespace MiniKube.CriShim.Simulated;

/// <summary>A command that someone runs in a simulated container.</summary>
public sealed record SimulatedCommand(string ContainerId, string ContainerName, ImmutableArray<string> Argv);
