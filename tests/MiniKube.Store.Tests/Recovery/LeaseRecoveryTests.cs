using Microsoft.Extensions.Time.Testing;
using MiniKube.Mvcc;
using MiniKube.Store.Conformance;
using MiniKube.Store.Tests.Disks;

namespace MiniKube.Store.Tests.Recovery;

public sealed class LeaseRecoveryTests
{
    private static readonly LeaseId Lease = new(77);

    [Fact]
    public async Task Leases_and_their_keys_survive_a_restart_and_have_their_whole_time_again()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        var time = new FakeTimeProvider();
        await using (var store = await TestStores.OpenByClockAsync(disk, new StoreOptions(), time, cancellationToken))
        {
            await store.Leases.GrantAsync(Lease, 60, cancellationToken);
            await store.PutAsync("a", "1", Lease, cancellationToken);
            time.Advance(TimeSpan.FromSeconds(50));
        }

        await using var again = await TestStores.OpenByClockAsync(disk.Copy(), new StoreOptions(), time, cancellationToken);

        var status = await again.Leases.FindAsync(Lease, withKeys: true, cancellationToken);
        status!.RemainingSeconds.Should().Be(60);
        status.Keys.Should().Equal(Key.From("a"));
        var deleted = again.WatchAsync("a", again.Applied.Next, 1, cancellationToken);
        time.Advance(TimeSpan.FromSeconds(60));
        (await deleted).Should().Equal("-a");
    }

    [Fact]
    public async Task A_snapshot_keeps_the_leases()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        await using (var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken))
        {
            await store.Leases.GrantAsync(Lease, 60, cancellationToken);
            await store.PutAsync("leased", "1", Lease, cancellationToken);
            for (var write = 0; write < 20 || disk.List().Contains("0000000000000001.log"); write++)
            {
                await store.CompactAsync(await store.PutAsync("k", new string('x', 5000), cancellationToken), cancellationToken);
            }
        }

        await using var again = await TestStores.OpenAsync(disk.Copy(), TestStores.Small, cancellationToken);

        (await again.Leases.FindAsync(Lease, withKeys: true, cancellationToken))!.Keys.Should().Equal(Key.From("leased"));
        await again.Leases.RevokeAsync(Lease, cancellationToken);
        (await again.GetAsync("leased", cancellationToken)).Should().BeNull();
    }
}
