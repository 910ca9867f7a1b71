using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Certificates;
using MiniKube.Client.Api;
using MiniKube.Client.Leases;
using MiniKube.Controllers;
using MiniKube.Hosting.Components;
using MiniKube.Scheduler;

namespace MiniKube.Hosting.ControlPlanes;

/// <summary>Starts the loops that act on a cluster as a whole.</summary>
public static partial class ClusterComponents
{
    /// <summary>
    /// Controllers and scheduler beside the API server they talk to in process. Of control planes that share a store one leads, by upstream's
    /// Leases; one that cannot renew stands by and competes again, since the server beside it goes on.
    /// </summary>
    public static void StartControllers(this ComponentGroup group, ControlPlane controlPlane, HostServices services)
    {
        var clients = new ConcurrentDictionary<string, IApiClient>(StringComparer.Ordinal);
        var manager = new ControllerManagerHost(
            controlPlane.ClientFor("system:kube-controller-manager", [], "mkube-controller-manager"),
            new ControllerManagerOptions { RootCertificateAuthorityPem = controlPlane.Certificates.AuthorityPem, LeaderElect = controlPlane.IsShared },
            services.Time,
            services.Random,
            services.Logging)
        {
            CertificateSigner = new AuthoritySigner(controlPlane.Certificates.SignRequest),
            SecretTokens = new SecretTokens(controlPlane.ApiServer),
            ClientFor = controller => clients.GetOrAdd(
                controller, name => controlPlane.ClientForServiceAccount("kube-system", name, "mkube-controller-manager")),
        };
        var scheduler = new SchedulerHost(
            controlPlane.ClientFor("system:kube-scheduler", [], "mkube-scheduler"),
            new SchedulerOptions { LeaderElect = controlPlane.IsShared },
            services.Time,
            services.Random,
            services.Logging);
        var logger = services.Logging.CreateLogger<ComponentGroup>();
        group.Start("controller-manager", stop => StandByAsync(manager.RunAsync, logger, stop));
        group.Start("scheduler", stop => StandByAsync(scheduler.RunAsync, logger, stop));
        controlPlane.Components.Add("controller-manager", () => group.WhyEnded("controller-manager"));
        controlPlane.Components.Add("scheduler", () => group.WhyEnded("scheduler"));
    }

    /// <param name="group">What it runs in.</param>
    /// <param name="client">The manager's own identity: reads everything, holds the lease.</param>
    /// <param name="clientFor">The identity of each controller, by name.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="authority">Signs what was approved; null leaves that to others. Stays the caller's.</param>
    /// <param name="services">Its surroundings.</param>
    public static void StartControllerManager(
        this ComponentGroup group,
        IApiClient client,
        Func<string, IApiClient> clientFor,
        ControllerManagerOptions options,
        SigningAuthority? authority,
        HostServices services)
    {
        var host = new ControllerManagerHost(client, options, services.Time, services.Random, services.Logging)
        {
            ClientFor = clientFor,
            CertificateSigner = authority is null ? null : new AuthoritySigner(authority.Sign),
        };
        group.Start("controller-manager", host.RunAsync);
    }

    public static void StartScheduler(this ComponentGroup group, IApiClient client, SchedulerOptions options, HostServices services)
    {
        var host = new SchedulerHost(client, options, services.Time, services.Random, services.Logging);
        group.Start("scheduler", host.RunAsync);
    }

    private static async Task StandByAsync(Func<CancellationToken, Task> runAsync, ILogger logger, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await runAsync(stop);
                return;
            }
            catch (LeadershipLostException lost)
            {
                // All that it did has ended. Competing waits for the Lease between two attempts.
                LogStandingBy(logger, lost.Message);
            }
        }
    }

    [LoggerMessage(310, LogLevel.Warning, "Standing by: {Reason}")]
    private static partial void LogStandingBy(ILogger logger, string reason);
}
