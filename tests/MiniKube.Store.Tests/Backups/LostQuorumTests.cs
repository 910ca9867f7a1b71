using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Raft;
using MiniKube.Store.Backups;
using MiniKube.Store.Conformance;
using MiniKube.Store.Members;
using MiniKube.Store.Tests.Disks;
using MiniKube.Store.Tests.Recovery;

namespace MiniKube.Store.Tests.Backups;

public sealed class LostQuorumTests
{
    [Fact]
    public async Task A_member_that_is_forced_goes_on_alone_with_all_that_its_log_holds()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = await ThreeMembersAsync(cancellationToken);
        StoreIdentity before;
        using (var left = StoreDirectory.Open(disk, NullLogger.Instance))
        {
            before = left.Identity;
            left.Last.Should().Be(left.Settled.Next);
            left.Members.Should().HaveCount(3);

            left.ForceNewCluster(cancellationToken).Cluster.Should().NotBe(before.Cluster);
        }

        await using (var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken))
        {
            (await TestStores.DumpAsync(store, cancellationToken)).Should().Equal("a=1 2 2 1", "b=1 3 4 2");
            await store.PutAsync("c", "1", cancellationToken);
        }

        using var alone = StoreDirectory.Open(disk, NullLogger.Instance);
        alone.Identity.Member.Should().Be(before.Member);
        alone.Members.Should().ContainSingle().Which.Id.Should().Be(before.Member);
        alone.IsAlone.Should().BeTrue();
    }

    [Fact]
    public async Task Forcing_is_all_or_nothing_wherever_the_power_is_cut()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var begin = await ThreeMembersAsync(cancellationToken);
        var random = new Random(3);
        var outcomes = new HashSet<int>();
        var isWhole = false;

        for (var change = 0; !isWhole; change++)
        {
            var disk = begin.Copy();
            var left = StoreDirectory.Open(disk, NullLogger.Instance);
            var identity = left.Identity;
            var changesLeft = change;
            disk.Before = _ =>
            {
                if (changesLeft-- == 0)
                {
                    throw new IOException("the power is cut");
                }
            };
            isWhole = !Throws(() => left.ForceNewCluster(cancellationToken));
            left.Dispose();

            using var again = StoreDirectory.Open(disk.Crash(random), NullLogger.Instance);
            var isNew = again.Identity.Cluster != identity.Cluster;
            outcomes.Add(again.Members.Length);
            again.Members.Length.Should().Be(isNew ? 1 : 3, $"the power was cut at change {change}");
            again.Last.Should().Be(left.Last);
        }

        outcomes.Should().BeEquivalentTo([1, 3]);
    }

    private static bool Throws(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>The disk of a member that had taken in two others, and a write, when they were lost: nobody has told it whether that is settled.</summary>
    private static async Task<SimulatedDisk> ThreeMembersAsync(CancellationToken cancellationToken)
    {
        var disk = new SimulatedDisk();
        await using (var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken))
        {
            await store.PutAsync("a", "1", cancellationToken);
            await store.PutAsync("b", "1", cancellationToken);
        }

        using var member = Members.Recovery.Open(
            disk, MemberBirth.Alone(() => 5, MemberContact.Unknown), TestStores.Small, () => 9, NullLogger.Instance);
        var log = member.Log;
        List<Entry> entries = [];
        log.Read(log.Last, log.Last, long.MaxValue, entries);
        var term = entries[0].Term;
        var last = log.Last.Value;
        log.Append(
            log.HardState with { Committed = new LogIndex(last + 2) },
            [
                new Entry(new LogIndex(last + 1), term, EntryKind.Membership, AddVoter(11)),
                new Entry(new LogIndex(last + 2), term, EntryKind.Membership, AddVoter(12)),
                new Entry(new LogIndex(last + 3), term, EntryKind.Command, entries[0].Data),
            ]);
        return disk.Copy();
    }

    private static byte[] AddVoter(ulong member) => new MembershipChange(
        MembershipChangeKind.AddVoter, new MemberId(member), ContactEncoding.Encode(new MemberContact("gone", ["https://10.0.0.9:2380"], []))).Encode();
}
