using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Cri.Containerd;
using MiniKube.Cri.Events;
using MiniKube.Cri.InProcess;
using MiniKube.CriShim.Tests.Simulated;

namespace MiniKube.CriShim.Tests.Cri;

public sealed class ContainerEventReaderTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cris_own_events_are_read_with_sandbox_and_exit_code()
    {
        using var node = new SimulatedNode();
        await using var events = new ContainerEventReader(node.Simulated.Connect()).ReadAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var first = events.MoveNextAsync();
        var (sandbox, container) = await node.StartPodAsync("a");
        node.Simulated.ExitContainer(container, 9);

        List<ContainerEvent> seen = [];
        for (var has = await first; has && seen.Count < 5; has = seen.Count == 5 || await events.MoveNextAsync())
        {
            seen.Add(events.Current);
        }

        seen.Select(static happened => happened.PodSandboxId).Should().AllBe(sandbox);
        seen[^1].Should().Be(new ContainerEvent(container, sandbox, ContainerEventKind.Stopped, 9, node.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Containerds_events_are_read_where_cri_has_none()
    {
        var at = new Timestamp { Seconds = 100 };
        var containerd = new ScriptedContainerd(
            Happened("/containers/create", new ContainerCreate { Id = "c" }, at),
            Happened("/tasks/start", new TaskStart { ContainerId = "c" }, at),
            Happened("/tasks/exit", new TaskExit { ContainerId = "c", Id = "an-exec", ExitStatus = 1 }, at),
            Happened("/tasks/exit", new TaskExit { ContainerId = "c", Id = "c", ExitStatus = 137, ExitedAt = at }, at));
        var invoker = new InProcessCallInvoker(_time, binder => Events.BindService(binder, containerd));

        List<(string, ContainerEventKind, int?)> seen = [];
        var act = async () =>
        {
            await foreach (var happened in new ContainerEventReader(invoker).ReadAsync(Cancellation))
            {
                seen.Add((happened.ContainerId, happened.Kind, happened.ExitCode));
            }
        };

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unavailable);
        seen.Should().Equal(
            ("c", ContainerEventKind.Created, null), ("c", ContainerEventKind.Started, null), ("c", ContainerEventKind.Stopped, 137));
    }

    [Fact]
    public async Task A_runtime_without_any_events_ends_the_sequence()
    {
        var seen = 0;

        await foreach (var _ in new ContainerEventReader(new InProcessCallInvoker(_time)).ReadAsync(Cancellation))
        {
            seen++;
        }

        seen.Should().Be(0);
    }

    private static Envelope Happened(string topic, IMessage message, Timestamp at)
        => new() { Topic = topic, Timestamp = at, Event = new Any { Value = message.ToByteString() } };

    private sealed class ScriptedContainerd(params Envelope[] events) : Events.EventsBase
    {
        public override async Task Subscribe(SubscribeRequest request, IServerStreamWriter<Envelope> responseStream, ServerCallContext context)
        {
            foreach (var happened in events)
            {
                await responseStream.WriteAsync(happened, context.CancellationToken);
            }
        }
    }
}
