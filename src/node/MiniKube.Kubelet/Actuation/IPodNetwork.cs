using k8s.Models;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Reaches ports of pods, for probes and hooks. Failures are exceptions of I/O or <see cref="TimeoutException"/>.</summary>
internal interface IPodNetwork
{
    Task<PodNetworkReply> GetAsync(Uri address, IList<V1HTTPHeader>? headers, CancellationToken cancellationToken);

    Task ConnectAsync(string host, int port, CancellationToken cancellationToken);

    /// <summary>Asks the standard gRPC health service; true when it serves.</summary>
    Task<bool> CheckGrpcAsync(string host, int port, string service, CancellationToken cancellationToken);
}
