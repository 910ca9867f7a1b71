using MiniKube.Etcd.Tests.Support;

namespace MiniKube.Etcd.Tests.Front;

/// <summary>Beside the others, because it takes its minute whatever the server does.</summary>
public sealed class CheckPerfTests
{
    [Fact]
    public async Task The_smallest_load_of_check_perf_is_carried()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var fronted = await FrontedStore.StartAsync(TimeProvider.System, cancellationToken);

        var result = await new Etcdctl(fronted.Front.Address, cancellationToken).RunAsync("check", "perf", "--load", "s");

        // Whether it is fast enough depends on what else the machine does; that every write was answered does not.
        result.Output.Should().Contain("Throughput is").And.NotContain("too many errors");
    }
}
