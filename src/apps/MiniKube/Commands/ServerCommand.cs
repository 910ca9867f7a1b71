using System.CommandLine;
using MiniKube.Hosting;
using MiniKube.Hosting.Components;
using MiniKube.Hosting.ControlPlanes;
using MiniKube.Logging;
using MiniKube.Startup;
using Spectre.Console;

namespace MiniKube.Commands;

/// <summary><c>mkube server</c> and <c>mkube apiserver</c>: the control plane, with or without its loops.</summary>
internal static class ServerCommand
{
    public static Command Create() => Create("server", "Runs the control plane: API server, controllers and scheduler.", withComponents: true);

    /// <summary>The command of the API server alone.</summary>
    public static Command CreateApiServer() => Create("apiserver", "Runs the API server and its store alone.", withComponents: false);

    private static Command Create(string name, string description, bool withComponents)
    {
        var server = new ServerOptionSet();
        var command = new Command(name, description);
        server.AddTo(command);
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(
            () => RunAsync(server.Read(result), withComponents, server.LogLevel(result), stop), stop));
        return command;
    }

    private static async Task<int> RunAsync(
        ControlPlaneOptions options, bool withComponents, Microsoft.Extensions.Logging.LogLevel level, CancellationToken stop)
    {
        Directory.CreateDirectory(options.DataDirectory!);
        using var pid = PidFile.Write(options.DataDirectory!);
        using var logging = LogSetup.Create(level);
        var services = HostServices.Real(logging);
        var progress = new StartupProgress(AnsiConsole.Console, services.Time);
        await using var controlPlane = await progress.StepAsync("API server", () => ControlPlane.StartAsync(options, services, stop));
        await using var components = new ComponentGroup(logging);
        if (withComponents)
        {
            components.StartControllers(controlPlane, services);
        }

        progress.Ready(withComponents ? "The control plane" : "The API server", options.KubeconfigPath!);
        return await components.WaitAsync(stop);
    }
}
