using System.CommandLine;
using Microsoft.Extensions.Logging;
using MiniKube.Client.Kubeconfigs;
using MiniKube.Hosting;
using MiniKube.Hosting.Components;
using MiniKube.Hosting.Nodes;
using MiniKube.Logging;
using MiniKube.Startup;
using Spectre.Console;

namespace MiniKube.Commands;

/// <summary><c>mkube agent</c> and <c>mkube kubelet</c>: a node whose control plane runs elsewhere.</summary>
internal static class AgentCommand
{
    public static Command Create() => Create("agent", "Runs a node: a private containerd and the kubelet.", needsRuntime: false);

    /// <summary>The command of the kubelet alone, which finds its runtime running.</summary>
    public static Command CreateKubelet() => Create("kubelet", "Runs the kubelet alone, on a runtime that runs already.", needsRuntime: true);

    private static Command Create(string name, string description, bool needsRuntime)
    {
        var kubeconfig = SharedOptions.KubeconfigIn();
        var data = SharedOptions.DataDirectory();
        var logLevel = SharedOptions.LogLevel();
        var node = new NodeOptionSet();
        var command = new Command(name, description) { kubeconfig, data, logLevel };
        node.AddTo(command, withSimulatedNodes: false);
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(
            () =>
            {
                var options = node.Read(result, Path.GetFullPath(result.GetRequiredValue(data)));
                if (needsRuntime && options is { Runtime: NodeRuntime.Containerd, ContainerdSocket: null })
                {
                    throw new InvalidOperationException(
                        "The kubelet alone starts no runtime: name one with --containerd-socket, choose --runtime simulated, or run 'mkube agent'.");
                }

                return RunAsync(result.GetRequiredValue(kubeconfig), options, result.GetValue(logLevel), stop);
            },
            stop));
        return command;
    }

    private static async Task<int> RunAsync(string kubeconfig, NodeOptions options, LogLevel level, CancellationToken stop)
    {
        using var logging = LogSetup.Create(level);
        var services = HostServices.Real(logging);
        var progress = new StartupProgress(AnsiConsole.Console, services.Time);
        var connection = await KubeconfigReader.ReadAsync(kubeconfig, stop);
        Directory.CreateDirectory(options.DataDirectory);
        using var pid = PidFile.Write(options.DataDirectory);
        await using var components = new ComponentGroup(logging);
        using var node = await progress.StepAsync(
            "container runtime", () => RemoteNode.StartAsync(components, connection, options, services, stop));
        await progress.StepAsync("node", () => Task.WhenAny(node.Kubelet.Registered, components.Failed).WaitAsync(stop));
        progress.Ready($"The node {options.NodeName}", kubeconfig);
        return await components.WaitAsync(stop);
    }
}
