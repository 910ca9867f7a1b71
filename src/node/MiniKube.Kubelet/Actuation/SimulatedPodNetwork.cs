using k8s.Models;

namespace MiniKube.Kubelet.Actuation;

/// <summary>For simulated nodes: there is no network, and every pod answers.</summary>
internal sealed class SimulatedPodNetwork : IPodNetwork
{
    public Task<PodNetworkReply> GetAsync(Uri address, IList<V1HTTPHeader>? headers, CancellationToken cancellationToken) =>
        Task.FromResult(new PodNetworkReply(200, ""));

    public Task ConnectAsync(string host, int port, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> CheckGrpcAsync(string host, int port, string service, CancellationToken cancellationToken) => Task.FromResult(true);
}
