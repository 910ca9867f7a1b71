using System.CommandLine;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Certificates;
using MiniKube.Controllers;
using MiniKube.Hosting.ControlPlanes;

namespace MiniKube.Commands;

/// <summary><c>mkube controller-manager</c>.</summary>
internal static class ControllerManagerCommand
{
    public static Command Create()
    {
        var certificate = new Option<string?>("--cluster-signing-cert-file") { Description = "The authority that signs approved certificate requests [default: none are signed here]." };
        var key = new Option<string?>("--cluster-signing-key-file") { Description = "Its key." };
        var command = ComponentCommand.Create(
            "controller-manager",
            "Runs the controllers alone.",
            (group, connection, leaderElect, services, result) =>
            {
                var authority = result.GetValue(certificate) is { } path
                    ? SigningAuthority.Open(path, result.GetRequiredValue(key)!, services.Time, services.Random)
                    : null;
                group.StartControllerManager(
                    connection.Client,
                    controller => connection.Accounts.For(new NamespacedName("kube-system", controller)),
                    new ControllerManagerOptions { LeaderElect = leaderElect, RootCertificateAuthorityPem = connection.Config.CertificateAuthorityPem },
                    authority,
                    services);
                return authority;
            });
        command.Options.Add(certificate);
        command.Options.Add(key);
        command.Validators.Add(result =>
        {
            if ((result.GetValue(certificate) is null) != (result.GetValue(key) is null))
            {
                result.AddError("Give both --cluster-signing-cert-file and --cluster-signing-key-file, or neither.");
            }
        });
        return command;
    }
}
