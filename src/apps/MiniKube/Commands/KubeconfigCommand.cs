using System.CommandLine;
using System.Net;
using MiniKube.ApiServer.Certificates;
using MiniKube.Client.Kubeconfigs;
using MiniKube.Hosting;
using MiniKube.Startup;

namespace MiniKube.Commands;

/// <summary><c>mkube kubeconfig</c>: prints a kubeconfig with a new certificate.</summary>
internal static class KubeconfigCommand
{
    public static Command Create()
    {
        var data = SharedOptions.DataDirectory();
        var user = new Option<string?>("--user") { Description = "The user it is for." };
        var groups = new Option<string[]>("--group") { Description = "A group of the user; may be given several times.", DefaultValueFactory = _ => [] };
        var node = new Option<string?>("--node") { Description = "The node it is for, instead of a user." };
        var addresses = new Option<string[]>("--node-ip") { Description = "An address of the node; may be given several times.", DefaultValueFactory = _ => [] };
        var server = SharedOptions.Address("--server", "The server's address [default: that of <data-dir>/kubeconfig].");
        var command = new Command("kubeconfig", "Prints a kubeconfig for a user or a node.") { data, user, groups, node, addresses, server };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(user) is null) == (result.GetValue(node) is null))
            {
                result.AddError("Give either --user or --node.");
            }
        });
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(
            async () =>
            {
                var directory = Path.GetFullPath(result.GetRequiredValue(data));
                using var certificates = Open(directory);
                var (name, certificate) = result.GetValue(node) is { } nodeName
                    ? ($"system:node:{nodeName}", certificates.IssueNode(nodeName, [.. result.GetRequiredValue(addresses).Select(IPAddress.Parse)]))
                    : (result.GetValue(user)!, certificates.IssueClient(result.GetValue(user)!, [.. result.GetRequiredValue(groups)]));
                var address = result.GetValue(server)
                    ?? (await KubeconfigReader.ReadAsync(Path.Combine(directory, "kubeconfig"), stop)).Server;
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

    private static ClusterCertificates Open(string directory)
    {
        if (!Directory.Exists(Path.Combine(directory, "pki")))
        {
            throw new InvalidOperationException($"{directory} has no pki directory: start a server on it first, or name its directory with --data-dir.");
        }

        var services = HostServices.Real(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        return ClusterCertificates.Open(directory, services.Time, services.Random);
    }
}
