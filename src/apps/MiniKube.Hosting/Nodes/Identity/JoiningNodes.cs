using System.Globalization;
using k8s.Models;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Certificates;
using MiniKube.Client.Api;
using MiniKube.Client.Kubeconfigs;

namespace MiniKube.Hosting.Nodes.Identity;

/// <summary>Lets nodes join that have no identity yet: by a bootstrap token, whose bearers may ask for a node's certificate and get it.</summary>
public static class JoiningNodes
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int IdLength = 6;
    private const int SecretLength = 16;

    /// <summary>Makes a bootstrap token at a server that runs.</summary>
    /// <param name="server">Where it is reached.</param>
    /// <param name="certificates">Its own, which make the caller its administrator.</param>
    /// <param name="until">How long nodes can join.</param>
    /// <param name="services">Chance, the clock.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The kubeconfig that nodes join with.</returns>
    public static async Task<Kubeconfig> InviteAsync(
        Uri server, ClusterCertificates certificates, DateTimeOffset until, HostServices services, CancellationToken cancellationToken)
    {
        var (id, secret) = (Text(IdLength, services.Random), Text(SecretLength, services.Random));
        var admin = certificates.Admin;
        var config = new Kubeconfig
        {
            Server = server,
            UserName = "kubelet-bootstrap",
            CertificateAuthorityPem = certificates.AuthorityPem,
        };
        using var connection = new RenewableConnection(
            config with { ClientCertificatePem = admin.CertificatePem, ClientKeyPem = admin.PrivateKeyPem }, "mkube-kubeconfig", services.Time);
        var token = new V1Secret
        {
            Metadata = new V1ObjectMeta { Name = $"bootstrap-token-{id}", NamespaceProperty = "kube-system" },
            Type = "bootstrap.kubernetes.io/token",
            StringData = new Dictionary<string, string>
            {
                ["token-id"] = id,
                ["token-secret"] = secret,
                ["expiration"] = until.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                ["usage-bootstrap-authentication"] = "true",
                ["auth-extra-groups"] = "system:bootstrappers:kubeadm:default-node-token",
            },
        };
        _ = await connection.Client.CreateAsync(token, cancellationToken);
        return config with { Token = $"{id}.{secret}" };
    }

    private static string Text(int length, IRandomSource random) =>
        string.Create(length, random, static (text, random) =>
        {
            foreach (ref var letter in text)
            {
                letter = Letters[random.Next(Letters.Length)];
            }
        });
}
