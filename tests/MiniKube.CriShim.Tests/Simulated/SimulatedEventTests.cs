using Grpc.Core;
using MiniKube.Cri.V1;
using MiniKube.CriShim.Simulated;

namespace MiniKube.CriShim.Tests.Simulated;

public sealed class SimulatedEventTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_reader_sees_a_pods_life_in_order()
    {
        using var node = new SimulatedNode();
        using var first = node.Runtime.GetContainerEvents(new GetEventsRequest(), cancellationToken: Cancellation);
        using var second = node.Runtime.GetContainerEvents(new GetEventsRequest(), cancellationToken: Cancellation);

        var (sandbox, container) = await node.StartPodAsync("a");
        node.Simulated.ExitContainer(container, 0);
        await node.Runtime.RemovePodSandboxAsync(new RemovePodSandboxRequest { PodSandboxId = sandbox }, cancellationToken: Cancellation);

        (string, ContainerEventType)[] life =
        [
            (sandbox, ContainerEventType.ContainerCreatedEvent),
            (sandbox, ContainerEventType.ContainerStartedEvent),
            (container, ContainerEventType.ContainerCreatedEvent),
            (container, ContainerEventType.ContainerStartedEvent),
            (container, ContainerEventType.ContainerStoppedEvent),
            (sandbox, ContainerEventType.ContainerStoppedEvent),
            (container, ContainerEventType.ContainerDeletedEvent),
            (sandbox, ContainerEventType.ContainerDeletedEvent),
        ];
        (await ReadAsync(first, life.Length)).Should().Equal(life);
        (await ReadAsync(second, life.Length)).Should().Equal(life);
    }

    [Fact]
    public async Task A_reader_that_falls_behind_is_cut_off_instead_of_waited_for()
    {
        using var node = new SimulatedNode(new SimulatedRuntimeOptions { EventsPerReaderMax = 4 });
        using var call = node.Runtime.GetContainerEvents(new GetEventsRequest(), cancellationToken: Cancellation);
        for (var i = 0; i < 60; i++)
        {
            _ = await node.StartPodAsync("p" + i);
        }

        var act = async () => await ReadAsync(call, int.MaxValue);

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task Thousands_of_containers_end_on_time_with_one_timer()
    {
        using var node = new SimulatedNode(new SimulatedRuntimeOptions
        {
            PodCidr = "10.0.0.0/16",
            Behavior = static launch => new SimulatedBehavior
            {
                ExitAfter = TimeSpan.FromSeconds(1 + (launch.Sandbox.Metadata.Name.Length % 3)),
            },
        });
        for (var i = 0; i < 3000; i++)
        {
            _ = await node.StartPodAsync(i.ToString("D4") + new string('x', i % 3));
        }

        node.Time.Advance(TimeSpan.FromSeconds(2));
        var afterTwo = await RunningAsync(node);
        node.Time.Advance(TimeSpan.FromSeconds(1));
        var afterThree = await RunningAsync(node);

        afterTwo.Should().Be(1000);
        afterThree.Should().Be(0);
    }

    private static async Task<int> RunningAsync(SimulatedNode node)
    {
        var filter = new ContainerFilter { State = new ContainerStateValue { State = ContainerState.ContainerRunning } };
        return (await node.Runtime.ListContainersAsync(new ListContainersRequest { Filter = filter }, cancellationToken: Cancellation)).Containers.Count;
    }

    private static async Task<List<(string, ContainerEventType)>> ReadAsync(AsyncServerStreamingCall<ContainerEventResponse> call, int count)
    {
        List<(string, ContainerEventType)> seen = [];
        while (seen.Count < count && await call.ResponseStream.MoveNext(Cancellation))
        {
            seen.Add((call.ResponseStream.Current.ContainerId, call.ResponseStream.Current.ContainerEventType));
        }

        return seen;
    }
}
