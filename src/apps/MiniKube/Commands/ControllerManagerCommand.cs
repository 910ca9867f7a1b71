using System.CommandLine;
using MiniKube.Api.Names;
using MiniKube.Controllers;
using MiniKube.Hosting.ControlPlanes;

namespace MiniKube.Commands;

/// <summary><c>mkube controller-manager</c>.</summary>
internal static class ControllerManagerCommand
{
    public static Command Create() => ComponentCommand.Create(
        "controller-manager",
        "Runs the controllers alone.",
        (group, connection, leaderElect, services) => group.StartControllerManager(
            connection.Client,
            controller => connection.Accounts.For(new NamespacedName("kube-system", controller)),
            new ControllerManagerOptions { LeaderElect = leaderElect, RootCertificateAuthorityPem = connection.Config.CertificateAuthorityPem },
            services));
}
