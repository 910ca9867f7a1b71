using System.Runtime.CompilerServices;
using Grpc.Core;
using MiniKube.Cri.V1;

namespace MiniKube.Cri.Events;

/// <summary>GetContainerEvents, which containerd has since 1.7.</summary>
internal static class CriEvents
{
    public static async IAsyncEnumerable<ContainerEvent> ReadAsync(CallInvoker runtime, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = new RuntimeService.RuntimeServiceClient(runtime).GetContainerEvents(
            new GetEventsRequest(), cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            yield return Read(call.ResponseStream.Current);
        }
    }

    private static ContainerEvent Read(ContainerEventResponse happened)
    {
        var kind = happened.ContainerEventType switch
        {
            ContainerEventType.ContainerCreatedEvent => ContainerEventKind.Created,
            ContainerEventType.ContainerStartedEvent => ContainerEventKind.Started,
            ContainerEventType.ContainerStoppedEvent => ContainerEventKind.Stopped,
            _ => ContainerEventKind.Deleted,
        };
        var status = kind == ContainerEventKind.Stopped
            ? happened.ContainersStatuses.FirstOrDefault(container => container.Id == happened.ContainerId)
            : null;
        return new ContainerEvent(
            happened.ContainerId,
            happened.PodSandboxStatus?.Id,
            kind,
            status?.ExitCode,
            DateTimeOffset.UnixEpoch.AddTicks(happened.CreatedAt / TimeSpan.NanosecondsPerTick));
    }
}
