using k8s.Models;
using MiniKube.Cri.V1;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Gives a running container other amounts of cpu and memory.</summary>
internal sealed class ContainerResizer(RuntimeService.RuntimeServiceClient runtime, IPodEvents events, Func<long> nodeMemoryBytes)
{
    /// <exception cref="Grpc.Core.RpcException">The runtime refuses, for example because the container uses more memory already.</exception>
    public async Task ResizeAsync(V1Pod pod, V1Container container, string containerId, CancellationToken cancellationToken)
    {
        var request = new UpdateContainerResourcesRequest { ContainerId = containerId, Linux = ResourceAmounts.Of(pod, container, nodeMemoryBytes()) };
        _ = await runtime.UpdateContainerResourcesAsync(request, cancellationToken: cancellationToken);
        events.Normal(pod, container.Name, "ResizeCompleted", $"Container {container.Name} was resized in place");
    }
}
