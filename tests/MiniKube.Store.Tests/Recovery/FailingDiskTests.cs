using MiniKube.Mvcc;
using MiniKube.Store.Conformance;
using MiniKube.Store.Tests.Disks;

namespace MiniKube.Store.Tests.Recovery;

public sealed class FailingDiskTests
{
    [Theory]
    [InlineData("sync")]
    [InlineData("write")]
    public async Task After_a_failed_write_or_sync_everything_is_refused_and_the_disk_never_asked_again(string operation)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        await using var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken);
        await store.PutAsync("a", "1", cancellationToken);
        var watching = store.WatchAsync("", Revision.Zero, 1, cancellationToken);

        disk.Before = asked => _ = asked == operation ? throw new IOException("Input/output error") : 0;
        await store.Invoking(s => s.PutAsync("a", "2", cancellationToken)).Should().ThrowAsync<StoreUnavailableException>();
        disk.Before = null;
        var changes = disk.Changes;

        await store.Invoking(s => s.PutAsync("a", "3", cancellationToken)).Should().ThrowAsync<StoreUnavailableException>();
        await store.Invoking(s => s.GetAsync("a", cancellationToken)).Should().ThrowAsync<StoreUnavailableException>();
        await store.Invoking(s => s.CompactAsync(store.Applied, cancellationToken).AsTask()).Should().ThrowAsync<StoreUnavailableException>();
        var refusal = await store.Invoking(_ => watching).Should().ThrowAsync<StoreUnavailableException>();
        refusal.Which.Message.Should().Contain("Input/output error");
        disk.Changes.Should().Be(changes);
    }

    [Fact]
    public async Task A_full_disk_refuses_the_change_that_needs_a_new_segment_and_loses_nothing_before()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        await using var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken);
        disk.Before = asked => _ = asked == "create" ? throw new IOException("No space left on device") : 0;

        List<string> acknowledged = [];
        try
        {
            while (true)
            {
                var key = $"k{acknowledged.Count:d2}";
                await store.PutAsync(key, new string('x', 5000), cancellationToken);
                acknowledged.Add(key);
            }
        }
        catch (StoreUnavailableException)
        {
        }

        await using var again = await TestStores.OpenAsync(disk.Copy(), TestStores.Small, cancellationToken);
        (await again.RangeAsync("", cancellationToken)).Items.Select(item => item.Key.ToString()).Should().Equal(acknowledged);
    }

    [Fact]
    public async Task Waiting_changes_are_refused_when_the_store_fails()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        await using var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken);
        disk.Before = asked => _ = asked == "sync" ? throw new IOException("Input/output error") : 0;

        var puts = Enumerable.Range(0, 50).Select(key => store.PutAsync($"k{key}", "x", cancellationToken)).ToList();

        foreach (var put in puts)
        {
            await FluentActions.Awaiting(() => put).Should().ThrowAsync<StoreUnavailableException>();
        }
    }

    [Fact]
    public async Task A_snapshot_that_fails_costs_nothing_but_space()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        await using var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken);
        var creations = 0;
        disk.Before = asked => _ = asked == "create" && Interlocked.Increment(ref creations) % 2 == 0 ? throw new IOException("full") : 0;

        await FluentActions.Awaiting(() => FillAsync(store, cancellationToken)).Should().ThrowAsync<StoreUnavailableException>();
        disk.Before = null;

        await using var again = await TestStores.OpenAsync(disk.Copy(), TestStores.Small, cancellationToken);
        again.Applied.Should().Be(store.Applied);
    }

    private static async Task FillAsync(EmbeddedStore store, CancellationToken cancellationToken)
    {
        while (true)
        {
            await store.PutAsync("k", new string('x', 5000), cancellationToken);
        }
    }
}
