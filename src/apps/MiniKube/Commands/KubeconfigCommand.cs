using System.CommandLine;
using System.Net;
using MiniKube.ApiServer.Certificates;
using MiniKube.Client.Kubeconfigs;
using MiniKube.Hosting;
using MiniKube.Hosting.Nodes.Identity;
using MiniKube.Startup;

namespace MiniKube.Commands;

/// <summary><c>mkube kubeconfig</c>: prints a kubeconfig with a new certificate.</summary>
internal static class KubeconfigCommand
{
    private const int HoursDefault = 1;
    private const int HoursMax = 24 * 365;

    public static Command Create()
    {
        var data = SharedOptions.DataDirectory();
        var user = new Option<string?>("--user") { Description = "The user it is for." };
        var groups = new Option<string[]>("--group") { Description = "A group of the user; may be given several times.", DefaultValueFactory = _ => [] };
        var node = new Option<string?>("--node") { Description = "The node it is for, instead of a user." };
        var addresses = new Option<string[]>("--node-ip") { Description = "An address of the node; may be given several times.", DefaultValueFactory = _ => [] };
        var bootstrap = new Option<bool>("--bootstrap") { Description = "For any node to join with, instead of a user: it holds a token that is good for --hours." };
        var hours = SharedOptions.Bounded("--hours", "How long nodes can join with it.", HoursDefault, 1, HoursMax);
        var server = SharedOptions.Address("--server", "The server's address [default: that of <data-dir>/kubeconfig].");
        var command = new Command("kubeconfig", "Prints a kubeconfig for a user, a node, or nodes that are to join.") { data, user, groups, node, addresses, bootstrap, hours, server };
        command.Validators.Add(result =>
        {
            if (new[] { result.GetValue(user) is not null, result.GetValue(node) is not null, result.GetValue(bootstrap) }.Count(isGiven => isGiven) != 1)
            {
                result.AddError("Give one of --user, --node and --bootstrap.");
            }
        });
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(
            async () =>
            {
                var directory = Path.GetFullPath(result.GetRequiredValue(data));
                var services = HostServices.Real(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
                using var certificates = Open(directory, services);
                var address = result.GetValue(server)
                    ?? (await KubeconfigReader.ReadAsync(Path.Combine(directory, "kubeconfig"), stop)).Server;
                if (result.GetValue(bootstrap))
                {
                    var until = services.Time.GetUtcNow() + TimeSpan.FromHours(result.GetValue(hours));
                    Console.Write(KubeconfigWriter.Format(await JoiningNodes.InviteAsync(address, certificates, until, services, stop)));
                    return 0;
                }

                var (name, certificate) = result.GetValue(node) is { } nodeName
                    ? ($"system:node:{nodeName}", certificates.IssueNode(nodeName, [.. result.GetRequiredValue(addresses).Select(IPAddress.Parse)]))
                    : (result.GetValue(user)!, certificates.IssueClient(result.GetValue(user)!, [.. result.GetRequiredValue(groups)]));
                Console.Write(KubeconfigWriter.Format(new Kubeconfig
                {
                    Server = address,
                    UserName = name,
                    CertificateAuthorityPem = certificates.AuthorityPem,
                    ClientCertificatePem = certificate.CertificatePem,
                    ClientKeyPem = certificate.PrivateKeyPem,
                }));
                return 0;
            },
            stop));
        return command;
    }

    private static ClusterCertificates Open(string directory, HostServices services)
    {
        if (!Directory.Exists(Path.Combine(directory, "pki")))
        {
            throw new InvalidOperationException($"{directory} has no pki directory: start a server on it first, or name its directory with --data-dir.");
        }

        return ClusterCertificates.Open(directory, services.Time, services.Random);
    }
}
