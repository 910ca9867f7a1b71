using System.Text;
using Grpc.Core;
using MiniKube.Cri.Streams;
using MiniKube.CriShim.Tests.Simulated;

namespace MiniKube.CriShim.Tests.Cri;

public sealed class ExecSyncStreamsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_simulated_container_answers_commands()
    {
        using var node = new SimulatedNode();
        var (_, container) = await node.StartPodAsync("a");
        var streams = ContainerStreams.For("simulated", node.Simulated.Connect(), "", static () => "", node.Time);
        using var stdout = new MemoryStream();

        var exitCode = await streams.ExecAsync(container, ["echo", "hi"], new ContainerStdio { Stdout = stdout }, Cancellation);

        exitCode.Should().Be(0);
        Encoding.UTF8.GetString(stdout.ToArray()).Should().Be("hi\n");
    }

    [Fact]
    public async Task What_a_simulated_container_cannot_do_is_unimplemented()
    {
        using var node = new SimulatedNode();
        var streams = new ExecSyncStreams(node.Simulated.Connect());

        var act = () => streams.AttachAsync("any", new ContainerStdio(), Cancellation);

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unimplemented);
    }
}
