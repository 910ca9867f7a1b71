using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Metrics;

public sealed class MetricsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_counted_under_upstreams_names()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        using var client = server.ConnectInProcess();
        await client.GetAsync("/api/v1/namespaces/n/pods/p", Token);
        await client.GetAsync("/apis/apps/v1/deployments", Token);

        var text = await client.GetStringAsync("/metrics", Token);

        text.Should().Contain(
            "apiserver_request_total{verb=\"GET\",dry_run=\"\",group=\"\",version=\"v1\",resource=\"pods\",subresource=\"\",scope=\"resource\",component=\"apiserver\",code=\"200\"} 1");
        text.Should().Contain("apiserver_request_duration_seconds_count{verb=\"LIST\",dry_run=\"\",group=\"apps\"");
        text.Should().Contain("apiserver_current_inflight_requests{request_kind=\"readOnly\"} 0");
        text.Should().Contain("process_resident_memory_bytes");
    }

    [Fact]
    public async Task The_stores_numbers_stand_behind_the_servers_own_under_etcds_names()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var text = (await cluster.GetAsync("/metrics", accept: "*/*")).Text;

        text.Should().MatchRegex("(?m)^process_resident_memory_bytes [0-9]");
        text.Should().MatchRegex("(?m)^etcd_server_has_leader 1$");
        text.Should().Contain("# TYPE etcd_disk_wal_fsync_duration_seconds histogram");
    }

    [Fact]
    public async Task What_a_client_makes_up_does_not_become_a_series()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        using var client = server.ConnectInProcess();
        await client.GetAsync("/api/v1/madeup", Token);
        await client.GetAsync("/madeup", Token);

        (await client.GetStringAsync("/metrics", Token)).Should().NotContain("madeup").And.Contain("verb=\"OTHER\"");
    }

    [Fact]
    public async Task A_watch_is_counted_while_it_lasts()
    {
        await using var server = await TestServer.StartAsync(serve: false);
        using var client = server.ConnectInProcess();
        server.Endpoints.On("pods", async (context, _) =>
        {
            await context.Response.StartAsync(context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var watch = await client.GetAsync("/api/v1/pods?watch=1", HttpCompletionOption.ResponseHeadersRead, Token);

        (await client.GetStringAsync("/metrics", Token)).Should().MatchRegex(
            "apiserver_longrunning_requests{verb=\"WATCH\",group=\"\",version=\"v1\",resource=\"pods\",.*} 1");
    }

    [Fact]
    public async Task Two_servers_in_one_process_count_apart()
    {
        await using var one = await TestServer.StartAsync(serve: false);
        await using var other = await TestServer.StartAsync(serve: false);
        using var client = one.ConnectInProcess();
        using var otherClient = other.ConnectInProcess();
        await client.GetAsync("/api/v1/namespaces/n/pods/p", Token);

        (await otherClient.GetStringAsync("/metrics", Token)).Should().NotContain("resource=\"pods\"");
    }
}
