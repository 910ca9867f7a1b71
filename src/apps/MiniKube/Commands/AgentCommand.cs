using System.CommandLine;
using Microsoft.Extensions.Logging;
using MiniKube.Hosting;
using MiniKube.Hosting.Components;
using MiniKube.Hosting.Nodes;
using MiniKube.Hosting.Nodes.Identity;
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
        var bootstrap = new Option<string?>("--bootstrap-kubeconfig")
        {
            Description = "A kubeconfig that may ask for the node's certificate: used to write --kubeconfig where that is missing or over.",
        };
        var rotates = new Option<bool>("--rotate-certificates") { Description = "Renew the certificate of --kubeconfig long before it ends.", DefaultValueFactory = _ => true };
        var command = new Command(name, description) { kubeconfig, bootstrap, rotates, data, logLevel };
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

                var connection = new NodeConnection(result.GetRequiredValue(kubeconfig), result.GetValue(bootstrap), result.GetValue(rotates));
                return RunAsync(connection, options, result.GetValue(logLevel), stop);
            },
            stop));
        return command;
    }

    private static async Task<int> RunAsync(NodeConnection connection, NodeOptions options, LogLevel level, CancellationToken stop)
    {
        using var logging = LogSetup.Create(level);
        var services = HostServices.Real(logging);
        var progress = new StartupProgress(AnsiConsole.Console, services.Time);
        Directory.CreateDirectory(options.DataDirectory);
        using var pid = PidFile.Write(options.DataDirectory);
        using var identity = await progress.StepAsync("identity", () => NodeIdentity.OpenAsync(connection, options.NodeName, services, stop));
        await using var components = new ComponentGroup(logging);
        using var node = await progress.StepAsync(
            "container runtime", () => RemoteNode.StartAsync(components, identity, options, services, stop));
        await progress.StepAsync("node", async () => await await Task.WhenAny(node.Kubelet.Registered, components.Failed).WaitAsync(stop));
        progress.Ready($"The node {options.NodeName}", connection.Kubeconfig);
        return await components.WaitAsync(stop);
    }
}
