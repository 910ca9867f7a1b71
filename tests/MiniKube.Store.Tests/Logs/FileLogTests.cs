using MiniKube.Raft;
using MiniKube.Store.Tests.Disks;

namespace MiniKube.Store.Tests.Logs;

public sealed class FileLogTests
{
    [Fact]
    public void A_replaced_tail_is_gone_and_never_comes_back()
    {
        var disk = new SimulatedDisk();
        using (var log = OpenLog.On(disk))
        {
            log.Append(1, 5, term: 1);
            log.Append(6, 10, term: 1);
            log.Append(4, 2, term: 2);
        }

        using var again = OpenLog.On(disk.Copy());

        again.Log.Last.Should().Be(new LogIndex(5));
        again.Log.TermAt(new LogIndex(3)).Should().Be(new Term(1));
        again.Log.TermAt(new LogIndex(4)).Should().Be(new Term(2));
        again.Log.TermAt(new LogIndex(6)).Should().BeNull();
        again.Entries.Should().Equal("1/1 xxxxxxxxxx", "2/1 xxxxxxxxxx", "3/1 xxxxxxxxxx", "4/2 xxxxxxxxxx", "5/2 xxxxxxxxxx");
    }

    [Fact]
    public void A_tail_that_was_longer_than_a_segment_can_be_replaced_and_read_past()
    {
        var disk = new SimulatedDisk();
        using var log = OpenLog.On(disk);
        for (var entry = 1; entry <= 60; entry++)
        {
            log.Append(entry, 1, term: 1, dataLength: 200);
        }

        log.Append(5, 1, term: 2, dataLength: 7);
        for (var entry = 6; entry <= 40; entry++)
        {
            log.Append(entry, 1, term: 3, dataLength: 150);
        }

        log.Log.Evict(0, log.Log.Last);

        log.Entries.Should().HaveCount(40);
        log.Entries[4].Should().StartWith("5/2").And.HaveLength(4 + 7);
        log.Entries.Skip(5).Should().AllSatisfy(entry => entry.Should().Contain("/3 ").And.HaveLength(entry.IndexOf(' ') + 1 + 150));
        using var again = OpenLog.On(disk.Copy());
        again.Entries.Should().Equal(log.Entries);
    }

    [Fact]
    public void Behind_a_snapshot_from_elsewhere_the_log_begins_anew()
    {
        var disk = new SimulatedDisk();
        using (var log = OpenLog.On(disk))
        {
            log.Append(1, 30, term: 1, dataLength: 300);
            log.Log.Restart(new SnapshotMark(new LogIndex(20), new Term(2), Membership.Empty));
            log.Log.Append(new HardState(new Term(2), MemberId.None, new LogIndex(20)), [OpenLog.Entry(21, 2, "new")]);
        }

        using var again = OpenLog.On(disk.Copy());

        again.Entries.Should().Equal("21/2 new");
        again.Log.TermAt(new LogIndex(20)).Should().Be(new Term(2));
        again.Log.TermAt(new LogIndex(19)).Should().BeNull();
    }

    [Fact]
    public void A_vote_without_entries_is_there_after_a_restart()
    {
        var disk = new SimulatedDisk();
        var vote = new HardState(new Term(9), new MemberId(4), LogIndex.Zero);
        using (var log = OpenLog.On(disk))
        {
            log.Log.Append(vote, []).Should().BeTrue();
            log.Log.Append(vote with { Committed = LogIndex.Zero }, []).Should().BeFalse("nothing is new");
        }

        using var again = OpenLog.On(disk.Crash(new Random(1)));

        again.Log.HardState.Should().Be(vote);
    }

    [Fact]
    public void One_batch_with_a_vote_costs_one_sync()
    {
        var disk = new SimulatedDisk();
        using var log = OpenLog.On(disk);
        var syncs = 0;
        disk.Before = operation => syncs += operation == "sync" ? 1 : 0;

        log.Log.Append(new HardState(new Term(3), new MemberId(2), LogIndex.Zero), [OpenLog.Entry(1, 3, "a"), OpenLog.Entry(2, 3, "b")]);

        syncs.Should().Be(1);
    }

    [Fact]
    public void A_segment_of_another_member_is_refused()
    {
        var mine = new SimulatedDisk();
        var others = new SimulatedDisk();
        using (var log = OpenLog.On(mine))
        using (var other = OpenLog.On(others, new StoreIdentity(7, new MemberId(2))))
        {
            log.Append(1, 20, term: 1, dataLength: 300);
            other.Append(1, 20, term: 1, dataLength: 300);
        }

        var mixed = mine.Copy();
        mixed["0000000000000002.log"].Bytes = others["0000000000000002.log"].Bytes;

        FluentActions.Invoking(() => OpenLog.On(mixed)).Should().Throw<CorruptStoreException>().WithMessage("*of member 2*");
    }

    [Fact]
    public void What_is_settled_is_never_replaced()
    {
        using var log = OpenLog.On(new SimulatedDisk());
        log.Append(1, 3, term: 1);
        log.Log.Append(new HardState(new Term(1), MemberId.None, new LogIndex(3)), [OpenLog.Entry(4, 1, "x")]);

        log.Invoking(l => l.Append(3, 1, term: 2)).Should().Throw<InvalidOperationException>();
    }
}
