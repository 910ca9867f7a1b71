using MiniKube.Store.Conformance;
using MiniKube.Store.Metrics;
using MiniKube.Store.Tests.Disks;
using MiniKube.Store.Tests.Recovery;

namespace MiniKube.Store.Tests.Metrics;

public sealed class StoreMetricsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_latency_counts_in_its_bucket_and_in_all_longer_ones()
    {
        var histogram = new LatencyHistogram(TimeSpan.FromMilliseconds(1), 3);

        histogram.Observe(TimeSpan.FromMilliseconds(1));
        histogram.Observe(TimeSpan.FromMilliseconds(3));
        histogram.Observe(TimeSpan.FromMilliseconds(9));

        var read = histogram.Read();
        read.Buckets.Should().Equal(new LatencyBucket(0.001, 1), new LatencyBucket(0.002, 1), new LatencyBucket(0.004, 2));
        read.Count.Should().Be(3);
        read.Sum.Should().Be(TimeSpan.FromMilliseconds(13));
    }

    [Fact]
    public async Task A_store_counts_what_it_does()
    {
        await using var store = await TestStores.OpenAsync(new SimulatedDisk(), TestStores.Small, Token);
        var before = await store.ReadMetricsAsync(Token);
        await store.PutAsync("a", "1", Token);
        await store.PutAsync("b", "1", Token);

        var after = await store.ReadMetricsAsync(Token);

        after.HasLeader.Should().BeTrue();
        after.IsLeader.Should().BeTrue();
        after.LeaderChanges.Should().Be(1);
        after.Keys.Should().Be(2);
        after.Applied.Value.Should().Be(before.Applied.Value + 2);
        after.Committed.Should().Be(after.Applied);
        after.ProposalsPending.Should().Be(0);
        after.DiskBytes.Should().BeGreaterThan(before.DiskBytes);
        after.LogSync.Count.Should().Be(before.LogSync.Count + 2);
    }

    [Fact]
    public async Task A_store_that_has_failed_says_that_it_has_no_leader()
    {
        var disk = new SimulatedDisk();
        await using var store = await TestStores.OpenAsync(disk, TestStores.Small, Token);
        disk.Before = _ => throw new IOException("the disk is gone");
        var put = () => store.PutAsync("a", "1", Token);
        await put.Should().ThrowAsync<StoreUnavailableException>();

        var metrics = await store.ReadMetricsAsync(Token);

        metrics.HasLeader.Should().BeFalse();
        metrics.IsLeader.Should().BeFalse();
        metrics.Keys.Should().Be(0);
    }

    [Fact]
    public async Task The_text_has_etcds_names()
    {
        await using var store = await TestStores.OpenAsync(new SimulatedDisk(), TestStores.Small, Token);
        await store.PutAsync("a", "1", Token);

        var text = StoreMetricsText.Format(await store.ReadMetricsAsync(Token));

        text.Should().Contain("# TYPE etcd_disk_wal_fsync_duration_seconds histogram\n");
        text.Should().MatchRegex("(?m)^etcd_disk_wal_fsync_duration_seconds_bucket{le=\"\\+Inf\"} [1-9]");
        text.Should().MatchRegex("(?m)^etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.001\"} [0-9]+$");
        text.Should().Contain("\netcd_server_has_leader 1\n").And.Contain("\netcd_server_is_leader 1\n").And.Contain("\netcd_debugging_mvcc_keys_total 1\n");
        text.Should().MatchRegex("(?m)^etcd_server_proposals_applied_total [1-9]").And.NotContain("\n\n");
    }
}
