using System.CommandLine;
using MiniKube.Client.Api;
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
    /// <param name="start">Adds the component; told whether to wait for the lease.</param>
    public static Command Create(string name, string description, Action<ComponentGroup, IApiClient, bool, HostServices> start)
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
                var client = await ApiClientFactory.FromKubeconfigAsync(
                    result.GetRequiredValue(kubeconfig), $"mkube-{name}", services.Time, stop);
                await using var components = new ComponentGroup(logging);
                start(components, client, result.GetValue(leaderElect), services);
                return await components.WaitAsync(stop);
            },
            stop));
        return command;
    }
}
