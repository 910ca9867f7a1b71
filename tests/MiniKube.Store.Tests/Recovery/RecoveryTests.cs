using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Mvcc;
using MiniKube.Store.Conformance;
using MiniKube.Store.Tests.Disks;

namespace MiniKube.Store.Tests.Recovery;

public sealed class RecoveryTests
{
    [Fact]
    public async Task Keys_revisions_and_kept_history_survive_a_restart()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        var options = new StoreOptions { Directory = directory.Path };
        Revision kept;
        List<string> before;
        await using (var store = await OpenAsync(options, cancellationToken))
        {
            await store.PutAsync("a", "1", cancellationToken);
            kept = await store.PutAsync("a", "2", cancellationToken);
            await store.CompactAsync(kept, cancellationToken);
            await store.PutAsync("b", "1", cancellationToken);
            await store.DeleteAsync("a", cancellationToken);
            before = await TestStores.DumpAsync(store, cancellationToken);
        }

        await using var again = await OpenAsync(options, cancellationToken);

        (await TestStores.DumpAsync(again, cancellationToken)).Should().Equal(before);
        again.Compacted.Should().Be(kept);
        (await again.ListAsync("", kept, cancellationToken)).Should().Equal("a=2");
        (await again.WatchAsync("", kept, 3, cancellationToken)).Should().Equal("a=2", "b=1", "-a");
    }

    [Fact]
    public async Task A_snapshot_takes_the_place_of_the_log_it_covers()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        var (before, compacted) = await FillAsync(disk, cancellationToken);

        disk.List().Should().ContainSingle(name => name.EndsWith(".snap"));
        disk.List().Should().NotContain("0000000000000001.log");
        await using var again = await TestStores.OpenAsync(disk.Copy(), TestStores.Small, cancellationToken);
        (await TestStores.DumpAsync(again, cancellationToken)).Should().Equal(before);
        again.Compacted.Should().Be(compacted);
    }

    [Fact]
    public async Task A_damaged_snapshot_is_refused_wherever_the_damage_is()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        await FillAsync(disk, cancellationToken);
        var snapshot = disk.List().Single(name => name.EndsWith(".snap"));
        var length = (int)disk[snapshot].Length;

        for (var position = 0; position < length; position += 1 + (length / 500))
        {
            var damaged = disk.Copy();
            damaged[snapshot].Bytes[position] ^= 0x10;
            var cut = disk.Copy();
            cut[snapshot].Bytes = cut[snapshot].Bytes[..position];

            // The rest of the header is reserved.
            if (position is < 52 or >= 64)
            {
                (await damaged.Invoking(d => TestStores.OpenAsync(d, TestStores.Small, cancellationToken))
                    .Should().ThrowAsync<CorruptStoreException>($"of offset {position}")).Which.File.Should().EndWith(snapshot);
            }

            await cut.Invoking(d => TestStores.OpenAsync(d, TestStores.Small, cancellationToken))
                .Should().ThrowAsync<CorruptStoreException>($"it ends at {position}");
        }
    }

    [Fact]
    public async Task A_directory_is_open_only_once()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        var options = new StoreOptions { Directory = directory.Path };
        await using (await OpenAsync(options, cancellationToken))
        {
            var refusal = await options.Invoking(o => OpenAsync(o, cancellationToken)).Should().ThrowAsync<StoreUnavailableException>();
            refusal.Which.Message.Should().Contain(directory.Path);
        }

        await using var again = await OpenAsync(options, cancellationToken);
        again.Applied.Should().Be(new Revision(1));
    }

    [Fact]
    public async Task History_is_forgotten_by_age_and_then_the_disk_rests()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider();
        var disk = new SimulatedDisk();
        await using var store = await TestStores.OpenByClockAsync(disk, new StoreOptions(), time, cancellationToken);
        var first = await store.PutAsync("a", "1", cancellationToken);
        time.Advance(TimeSpan.FromMinutes(4));
        var second = await store.PutAsync("a", "2", cancellationToken);

        time.Advance(TimeSpan.FromMinutes(1.5));
        await UntilAsync(() => store.Compacted == first, cancellationToken);
        time.Advance(TimeSpan.FromMinutes(5));
        await UntilAsync(() => store.Compacted == second, cancellationToken);
        var changes = disk.Changes;
        time.Advance(TimeSpan.FromHours(1));

        disk.Changes.Should().Be(changes);
        (await store.GetAsync("a", cancellationToken))!.Text.Should().Be("2");
    }

    [Fact]
    public async Task History_is_forgotten_by_size()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var options = new StoreOptions { HistoryBytesMax = 100 << 10, HistoryAge = null };
        await using var store = await OpenAsync(options, cancellationToken);

        for (var write = 0; write < 1000; write++)
        {
            await store.PutAsync("a", new string('x', 1000), cancellationToken);
        }

        (store.Applied.Value - store.Compacted.Value).Should().BeInRange(20, 120);
    }

    [Fact]
    public async Task A_fork_goes_its_own_way_from_any_kept_revision()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var store = await OpenAsync(new StoreOptions(), cancellationToken);
        var first = await store.PutAsync("a", "1", cancellationToken);
        await store.PutAsync("a", "2", cancellationToken);

        await using var fork = store.Fork(first, new StoreOptions(), NullLoggerFactory.Instance, TimeProvider.System);
        await fork.PutAsync("b", "fork", cancellationToken);
        await store.PutAsync("c", "origin", cancellationToken);

        (await fork.ListAsync("", Revision.Zero, cancellationToken)).Should().Equal("a=1", "b=fork");
        (await store.ListAsync("", Revision.Zero, cancellationToken)).Should().Equal("a=2", "c=origin");
        (await fork.WatchAsync("", first, 2, cancellationToken)).Should().Equal("a=1", "b=fork");
    }

    [Fact]
    public async Task A_transaction_that_is_too_large_is_refused_and_harms_nothing()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var store = await TestStores.OpenAsync(new SimulatedDisk(), TestStores.Small, cancellationToken);

        await store.Invoking(s => s.PutAsync("a", new string('x', 17 << 10), cancellationToken))
            .Should().ThrowAsync<TransactionTooLargeException>();

        await store.PutAsync("a", new string('x', 15 << 10), cancellationToken);
    }

    private static Task<EmbeddedStore> OpenAsync(StoreOptions options, CancellationToken cancellationToken) =>
        EmbeddedStore.OpenAsync(options, NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);

    private static async Task<(List<string> Dump, Revision Compacted)> FillAsync(SimulatedDisk disk, CancellationToken cancellationToken)
    {
        await using var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken);
        for (var write = 0; write < 20 || disk.List().Contains("0000000000000001.log"); write++)
        {
            var at = await store.PutAsync($"k{write % 30:d2}", $"{write} {new string('x', 5000)}", cancellationToken);
            if (write % 10 == 9)
            {
                await store.CompactAsync(new Revision(at.Value - 5), cancellationToken);
            }
        }

        return (await TestStores.DumpAsync(store, cancellationToken), store.Compacted);
    }

    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
