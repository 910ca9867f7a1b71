using System.CommandLine;
using MiniKube.Hosting;
using MiniKube.Hosting.Components;
using MiniKube.Hosting.ControlPlanes;
using MiniKube.Hosting.Nodes;
using MiniKube.Logging;
using MiniKube.Startup;
using Spectre.Console;

namespace MiniKube.Commands;

/// <summary><c>mkube up</c>: control plane and one node in this process.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var server = new ServerOptionSet();
        var node = new NodeOptionSet();
        var command = new Command("up", "Runs a whole cluster here: control plane and one node.");
        server.AddTo(command);
        node.AddTo(command);
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(
            () => RunAsync(server.Read(result), node.Read(result, server.Read(result).DataDirectory!), server.LogLevel(result), stop), stop));
        return command;
    }

    private static async Task<int> RunAsync(
        ControlPlaneOptions server, NodeOptions node, Microsoft.Extensions.Logging.LogLevel level, CancellationToken stop)
    {
        var data = server.DataDirectory!;
        Directory.CreateDirectory(data);
        using var logging = LogSetup.Create(level, Path.Combine(data, "mkube.log"));
        var services = HostServices.Real(logging);
        using var pid = PidFile.Write(data);
        var progress = new StartupProgress(AnsiConsole.Console, services.Time);

        await using var controlPlane = await progress.StepAsync("API server", () => ControlPlane.StartAsync(server, services, stop));
        await using var components = new ComponentGroup(logging);
        components.StartControllers(controlPlane, services);
        await using var nodes = await progress.StepAsync(
            node.Runtime == NodeRuntime.Containerd ? "containerd" : "simulated runtime",
            () => LocalNodes.StartAsync(components, controlPlane, node, services, stop));
        await progress.StepAsync("node", () => nodes.WaitUntilReadyAsync(stop));
        progress.Ready("The cluster", server.KubeconfigPath!);
        return await components.WaitAsync(stop);
    }
}
