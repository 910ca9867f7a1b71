using System.Collections.Immutable;
using System.Net;
using MiniKube.Client.Certificates;

namespace MiniKube.Hosting.Nodes.Identity;

/// <summary>What a node asks the signers of the cluster for.</summary>
internal static class NodeOrders
{
    private const string Group = "system:nodes";

    public static string UserOf(string nodeName) => $"system:node:{nodeName}";

    /// <summary>What it shows to the API server.</summary>
    public static CertificateOrder Client(string nodeName) => new()
    {
        SignerName = "kubernetes.io/kube-apiserver-client-kubelet",
        CommonName = UserOf(nodeName),
        Organizations = [Group],
        Usages = ["digital signature", "client auth"],
    };

    /// <summary>What its server shows to callers.</summary>
    public static CertificateOrder Serving(string nodeName, ImmutableArray<IPAddress> addresses) => new()
    {
        SignerName = "kubernetes.io/kubelet-serving",
        CommonName = UserOf(nodeName),
        Organizations = [Group],
        DnsNames = [nodeName],
        Addresses = addresses,
        Usages = ["digital signature", "server auth"],
    };
}
