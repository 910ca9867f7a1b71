namespace MiniKube.CriShim.Simulated;

/// <summary>The few commands that every simulated container knows.</summary>
public static class SimulatedCommands
{
    /// <summary>echo, hostname, true, false and exit (as "exit 3") do what they say; any other command succeeds silently.</summary>
    public static SimulatedCommandResult Run(SimulatedCommand command) => command.Argv switch
    {
        ["echo", .. var words] => new SimulatedCommandResult { Stdout = string.Join(' ', words) + "\n" },
        ["hostname"] => new SimulatedCommandResult { Stdout = command.ContainerName + "\n" },
        ["false"] => new SimulatedCommandResult { ExitCode = 1 },
        ["exit", var code] when int.TryParse(code, out var exitCode) => new SimulatedCommandResult { ExitCode = exitCode },
        _ => new SimulatedCommandResult(),
    };
}
