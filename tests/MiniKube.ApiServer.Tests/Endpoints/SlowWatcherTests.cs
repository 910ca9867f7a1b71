using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class SlowWatcherTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    // More than the server lets wait for one watcher.
    private const int Changes = 1300;

    [Fact]
    public async Task A_watcher_that_does_not_read_is_cut_off_and_goes_on_from_where_it_was()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var slow = await cluster.WatchAsync(ConfigMaps);
        using var quick = await cluster.WatchAsync(ConfigMaps);
        await cluster.CreateAsync(ConfigMaps, $$$"""{"metadata":{"name":"large"},"data":{"k":"{{{new string('x', 400_000)}}}"}}""");
        (await quick.NextAsync())!.Name.Should().Be("large");
        for (var i = 0; i < Changes; i++)
        {
            await cluster.CreateAsync(ConfigMaps, $$$"""{"metadata":{"name":"n{{{i:0000}}}"}}""");
            (await quick.NextAsync())!.Name.Should().Be($"n{i:0000}");
        }

        var seen = await slow.TakeAsync(int.MaxValue);
        using var resumed = await cluster.WatchAsync($"{ConfigMaps}?resourceVersion={seen[^1].Revision}");
        var rest = await resumed.TakeAsync(Changes + 1 - seen.Count);

        seen.Count.Should().BeLessThan(Changes);
        seen.Concat(rest).Select(one => one.Name).Should().Equal(Enumerable.Range(0, Changes).Select(i => $"n{i:0000}").Prepend("large"));
    }

    [Fact]
    public async Task A_watcher_that_lets_few_but_large_events_wait_is_cut_off_too()
    {
        const int Large = 40;
        await using var cluster = await ApiCluster.StartAsync();
        using var slow = await cluster.WatchAsync(ConfigMaps);
        var filling = new string('x', 1_000_000);
        for (var i = 0; i < Large; i++)
        {
            await cluster.CreateAsync(ConfigMaps, $$$"""{"metadata":{"name":"n{{{i:00}}}"},"data":{"k":"{{{filling}}}"}}""");
        }

        var seen = await slow.TakeAsync(int.MaxValue);
        using var resumed = await cluster.WatchAsync($"{ConfigMaps}?resourceVersion={seen[^1].Revision}");
        var rest = await resumed.TakeAsync(Large - seen.Count);

        seen.Count.Should().BeLessThan(Large);
        seen.Concat(rest).Select(one => one.Name).Should().Equal(Enumerable.Range(0, Large).Select(i => $"n{i:00}"));
    }
}
