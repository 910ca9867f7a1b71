using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MiniKube.Cri.Containerd;

namespace MiniKube.Cri.Events;

/// <summary>containerd's own events, read as if they were CRI's.</summary>
internal static class ContainerdEvents
{
    private const string Filter =
        $"namespace=={ContainerdNamespace.Kubernetes},topic~=\"^/(tasks/(start|exit)|containers/(create|delete))$\"";

    public static async IAsyncEnumerable<ContainerEvent> ReadAsync(CallInvoker runtime, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = new Containerd.Events.EventsClient(runtime).Subscribe(
            new SubscribeRequest { Filters = { Filter } }, ContainerdNamespace.Headers(), cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            if (Read(call.ResponseStream.Current) is { } happened)
            {
                yield return happened;
            }
        }
    }

    /// <summary>Null for what does not concern a container as a whole.</summary>
    internal static ContainerEvent? Read(Envelope envelope)
    {
        var value = envelope.Event?.Value ?? ByteString.Empty;
        switch (envelope.Topic)
        {
            case "/tasks/start":
                return Happened(TaskStart.Parser.ParseFrom(value).ContainerId, ContainerEventKind.Started, exitCode: null, envelope.Timestamp);
            case "/tasks/exit":
                // Other ids are those of commands run in the container.
                var exit = TaskExit.Parser.ParseFrom(value);
                return exit.Id == exit.ContainerId
                    ? Happened(exit.ContainerId, ContainerEventKind.Stopped, (int)exit.ExitStatus, exit.ExitedAt ?? envelope.Timestamp)
                    : null;
            case "/containers/create":
                return Happened(ContainerCreate.Parser.ParseFrom(value).Id, ContainerEventKind.Created, exitCode: null, envelope.Timestamp);
            case "/containers/delete":
                return Happened(ContainerDelete.Parser.ParseFrom(value).Id, ContainerEventKind.Deleted, exitCode: null, envelope.Timestamp);
            default:
                return null;
        }
    }

    private static ContainerEvent Happened(string id, ContainerEventKind kind, int? exitCode, Timestamp? at)
        => new(id, PodSandboxId: null, kind, exitCode, at?.ToDateTimeOffset() ?? DateTimeOffset.UnixEpoch);
}
