using System.Security.Cryptography.X509Certificates;
using MiniKube.Client.Certificates;
using MiniKube.Client.Kubeconfigs;
using MiniKube.Hosting.Components;
using MiniKube.Hosting.Nodes.Identity;
using MiniKube.Kubelet;

namespace MiniKube.Hosting.Nodes;

/// <summary>A node whose control plane runs elsewhere: all it has is a kubeconfig.</summary>
public sealed class RemoteNode : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    private RemoteNode(KubeletHost kubelet) => Kubelet = kubelet;

    public KubeletHost Kubelet { get; }

    /// <summary>Starts a node under an identity, whose authority also vouches for the node's own server.</summary>
    public static async Task<RemoteNode> StartAsync(
        ComponentGroup group, NodeIdentity identity, NodeOptions options, HostServices services, CancellationToken cancellationToken)
    {
        identity.KeepFresh(group);
        if (options.Runtime == NodeRuntime.Simulated)
        {
            var simulated = SimulatedNode.Create(options.NodeName, number: 0, isTainted: false, services.Time);
            return Start(group, new KubeletHost(
                simulated.Options, identity.Client, simulated.Runtime.Connect(), services.Time, services.Random, services.Logging), simulated.Runtime);
        }

        if (identity.Kubeconfig.CertificateAuthorityPem is not { } authorityPem)
        {
            throw new InvalidOperationException("A node needs a kubeconfig with a certificate authority: make one with 'mkube kubeconfig --node NAME'.");
        }

        var runtime = await ContainerdNode.ConnectAsync(options, services, cancellationToken);
        var authority = X509Certificate2.CreateFromPem(authorityPem);
        var serving = Serving(identity, authority, runtime.Options, options, services);
        group.Start("serving certificate", serving.RunAsync);
        var kubelet = new KubeletHost(
            runtime.Options with
            {
                Serving = new KubeletServingOptions { Port = options.KubeletPort, Certificate = () => serving.Current, ClientAuthority = authority },
            },
            identity.Client,
            runtime.Cri,
            services.Time,
            services.Random,
            services.Logging)
        {
            Streams = runtime.Streams,
        };
        return Start(group, kubelet, runtime, serving, authority);
    }

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private static RemoteNode Start(ComponentGroup group, KubeletHost kubelet, params ReadOnlySpan<IDisposable> owned)
    {
        var node = new RemoteNode(kubelet);
        node._owned.AddRange(owned);
        group.Start("kubelet", kubelet.RunAsync);
        return node;
    }

    private static RenewedCertificate Serving(
        NodeIdentity identity, X509Certificate2 authority, KubeletOptions kubelet, NodeOptions options, HostServices services)
    {
        var order = NodeOrders.Serving(options.NodeName, kubelet.NodeIps);
        var file = new CertificateFile(Path.Combine(options.DataDirectory, "pki", "kubelet-server.pem"));
        var now = services.Time.GetUtcNow();
        var kept = file.Find() is { } last && ServingFitness.IsFit(last, order, authority, now) ? last
            : OfKubeconfig(identity.Kubeconfig) is { } given && ServingFitness.IsFit(given, order, authority, now) ? given
            : null;
        return new RenewedCertificate(new CertificateRequester(identity.Client, services.Time), order, kept, file.WriteAsync, services);
    }

    private static IssuedCertificate? OfKubeconfig(Kubeconfig config) =>
        config is { ClientCertificatePem: { } certificate, ClientKeyPem: { } key } ? new IssuedCertificate(certificate, key) : null;
}
