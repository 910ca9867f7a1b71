using System.Security.Cryptography.X509Certificates;
using MiniKube.Client.Api;
using MiniKube.Client.Kubeconfigs;
using MiniKube.Hosting.Components;
using MiniKube.Kubelet;

namespace MiniKube.Hosting.Nodes;

/// <summary>A node whose control plane runs elsewhere: all it has is a kubeconfig.</summary>
public sealed class RemoteNode : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    private RemoteNode(KubeletHost kubelet) => Kubelet = kubelet;

    public KubeletHost Kubelet { get; }

    /// <summary>Starts a node under the identity of the kubeconfig, which also vouches for the node's own server.</summary>
    public static async Task<RemoteNode> StartAsync(
        ComponentGroup group, Kubeconfig kubeconfig, NodeOptions options, HostServices services, CancellationToken cancellationToken)
    {
        var client = ApiClientFactory.FromKubeconfig(kubeconfig, "mkube-kubelet", services.Time);
        if (options.Runtime == NodeRuntime.Simulated)
        {
            var simulated = SimulatedNode.Create(options.NodeName, number: 0, isTainted: false, services.Time);
            return Start(group, new KubeletHost(
                simulated.Options, client, simulated.Runtime.Connect(), services.Time, services.Random, services.Logging), simulated.Runtime);
        }

        var runtime = await ContainerdNode.ConnectAsync(options, services, cancellationToken);
        var serving = ServingFrom(kubeconfig, options.KubeletPort);
        var kubelet = new KubeletHost(
            runtime.Options with { Serving = serving }, client, runtime.Cri, services.Time, services.Random, services.Logging)
        {
            Streams = runtime.Streams,
        };
        return Start(group, kubelet, runtime, serving.Certificate, serving.ClientAuthority);
    }

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private static RemoteNode Start(ComponentGroup group, KubeletHost kubelet, params ReadOnlySpan<IDisposable> owned)
    {
        var node = new RemoteNode(kubelet);
        node._owned.AddRange(owned);
        group.Start("kubelet", kubelet.RunAsync);
        return node;
    }

    private static KubeletServingOptions ServingFrom(Kubeconfig kubeconfig, int port)
    {
        if (kubeconfig is not { ClientCertificatePem: { } certificate, ClientKeyPem: { } key, CertificateAuthorityPem: { } authority })
        {
            throw new InvalidOperationException(
                "A node needs a kubeconfig with a client certificate and a certificate authority: make one with 'mkube kubeconfig --node NAME'.");
        }

        return new KubeletServingOptions
        {
            Port = port,
            Certificate = X509Certificate2.CreateFromPem(certificate, key),
            ClientAuthority = X509Certificate2.CreateFromPem(authority),
        };
    }
}
