using System.CommandLine;
using MiniKube.Client.Api;
using MiniKube.Client.Kubeconfigs;
using MiniKube.Hosting;
using MiniKube.Hosting.Components;
using MiniKube.Logging;
using MiniKube.Startup;

namespace MiniKube.Commands;

/// <summary>A command that runs one component against a server that runs elsewhere.</summary>
internal static class ComponentCommand
{
    /// <param name="name">The command's name.</param>
    /// <param name="description">What it runs.</param>
    /// <param name="start">Adds the component, told whether to wait for the lease; returns what is to be disposed of after it.</param>
    public static Command Create(
        string name, string description, Func<ComponentGroup, ComponentConnection, bool, HostServices, ParseResult, IDisposable?> start)
    {
        var kubeconfig = SharedOptions.KubeconfigIn();
        var leaderElect = SharedOptions.LeaderElect();
        var logLevel = SharedOptions.LogLevel();
        var command = new Command(name, description) { kubeconfig, leaderElect, logLevel };
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(
            async () =>
            {
                using var logging = LogSetup.Create(result.GetValue(logLevel));
                var services = HostServices.Real(logging);
                var config = await KubeconfigReader.ReadAsync(result.GetRequiredValue(kubeconfig), stop);
                var client = ApiClientFactory.FromKubeconfig(config, $"mkube-{name}", services.Time);
                using var accounts = new ServiceAccountClients(config, client, $"mkube-{name}", services.Time);
                await using var components = new ComponentGroup(logging);
                using var owned = start(components, new ComponentConnection(config, client, accounts), result.GetValue(leaderElect), services, result);
                return await components.WaitAsync(stop);
            },
            stop));
        return command;
    }
}
