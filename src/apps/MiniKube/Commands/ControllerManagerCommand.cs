using System.CommandLine;
using MiniKube.Api.Durations;
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
        var period = DurationOption.Create(
            "--legacy-service-account-token-clean-up-period",
            "How long an automatically made token in a Secret may stay unused until it is taken out of use, and again until it is deleted.",
            "8760h");
        period.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && GoDuration.TryParse(text, out TimeSpan none) && none == TimeSpan.Zero)
            {
                result.AddError("--legacy-service-account-token-clean-up-period: tokens need some time in which they may stay unused, such as 8760h.");
            }
        });
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
                    new ControllerManagerOptions
                    {
                        LeaderElect = leaderElect,
                        RootCertificateAuthorityPem = connection.Config.CertificateAuthorityPem,
                        LegacyTokenCleanUpPeriod = DurationOption.Read(result, period),
                    },
                    authority,
                    services);
                return authority;
            });
        command.Options.Add(certificate);
        command.Options.Add(key);
        command.Options.Add(period);
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
