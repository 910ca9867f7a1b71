using MiniKube.Client.Api;
using MiniKube.Controllers;
using MiniKube.Hosting.Components;
using MiniKube.Scheduler;

namespace MiniKube.Hosting.ControlPlanes;

/// <summary>Starts the loops that act on a cluster as a whole.</summary>
public static class ClusterComponents
{
    /// <summary>Controllers and scheduler beside the API server they talk to in process; one of each, so no leader election.</summary>
    public static void StartControllers(this ComponentGroup group, ControlPlane controlPlane, HostServices services)
    {
        group.StartControllerManager(
            controlPlane.ClientFor("system:kube-controller-manager", [], "mkube-controller-manager"),
            controller => controlPlane.ClientForServiceAccount("kube-system", controller, "mkube-controller-manager"),
            new ControllerManagerOptions { RootCertificateAuthorityPem = controlPlane.Certificates.AuthorityPem, LeaderElect = false },
            services);
        group.StartScheduler(
            controlPlane.ClientFor("system:kube-scheduler", [], "mkube-scheduler"),
            new SchedulerOptions { LeaderElect = false },
            services);
    }

    /// <param name="group">What it runs in.</param>
    /// <param name="client">The manager's own identity: reads everything, holds the lease.</param>
    /// <param name="clientFor">The identity of each controller, by name.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="services">Its surroundings.</param>
    public static void StartControllerManager(
        this ComponentGroup group, IApiClient client, Func<string, IApiClient> clientFor, ControllerManagerOptions options, HostServices services)
    {
        var host = new ControllerManagerHost(client, options, services.Time, services.Random, services.Logging) { ClientFor = clientFor };
        group.Start("controller-manager", host.RunAsync);
    }

    public static void StartScheduler(this ComponentGroup group, IApiClient client, SchedulerOptions options, HostServices services)
    {
        var host = new SchedulerHost(client, options, services.Time, services.Random, services.Logging);
        group.Start("scheduler", host.RunAsync);
    }
}
