using MiniKube.Raft.Tests.Clusters;

namespace MiniKube.Raft.Tests.Papers;

/// <summary>Figure 2, AppendEntries, and figure 13, InstallSnapshot: the receiver's side.</summary>
public sealed class FollowerTests
{
    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, 1)]
    public void An_append_that_does_not_fit_is_refused(long index, long logTerm)
    {
        var member = Given.Follower(Given.Paper, 2, 3, 0, 1, 2);

        var answer = member.Hear(Given.Append(Given.Two, 2, index, logTerm, 0, Given.Entry(index + 1, 2)));

        answer.Should().ContainSingle().Which.Rejected.Should().BeTrue();
        member.Log.Last.Value.Should().Be(2);
    }

    [Fact]
    public void A_refusal_names_the_last_place_that_may_match()
    {
        var member = Given.Follower(Given.Paper, 9, 3, 0, 1, 1, 5, 5, 5);

        var answer = member.Hear(Given.Append(Given.Two, 9, 8, 4, 0));

        var refusal = answer.Should().ContainSingle().Subject;
        refusal.RejectHint.Value.Should().Be(2, "the leader has nothing of term 5 up to there");
        refusal.RejectHintTerm.Value.Should().Be(1);
    }

    [Fact]
    public void A_different_entry_and_all_behind_it_are_replaced()
    {
        var member = Given.Follower(Given.Paper, 3, 3, 0, 1, 1, 2, 2, 2);

        member.Hear(Given.Append(Given.Two, 3, 2, 1, 0, Given.Entry(3, 3)));

        member.Log.Entries.Select(entry => entry.Term.Value).Should().Equal(1, 1, 3);
    }

    [Fact]
    public void Entries_that_are_there_already_are_left_alone()
    {
        var member = Given.Follower(Given.Paper, 1, 3, 0, 1, 1, 1, 1);

        var answer = member.Hear(Given.Append(Given.Two, 1, 0, 0, 0, Given.Entry(1, 1), Given.Entry(2, 1)));

        member.Log.Last.Value.Should().Be(4, "an old message must not cut off what a newer one has brought");
        answer.Should().ContainSingle().Which.Index.Value.Should().Be(2);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(9, 4)]
    public void The_commit_index_follows_the_leader_but_not_beyond_the_last_new_entry(long leaderCommit, long expected)
    {
        var member = Given.Follower(Given.Paper, 1, 3, 0, 1, 1, 1, 1, 1, 1);

        member.Hear(Given.Append(Given.Two, 1, 3, 1, leaderCommit, Given.Entry(4, 1)));

        member.Core.Committed.Value.Should().Be(expected);
    }

    [Fact]
    public void The_commit_index_never_goes_back()
    {
        var member = Given.Follower(Given.Paper, 1, 3, 2, 1, 1);

        member.Hear(Given.Append(Given.Two, 1, 2, 1, 1));
        member.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 1) with { Commit = new LogIndex(1) });

        member.Core.Committed.Value.Should().Be(2);
    }

    [Fact]
    public void A_heartbeat_that_commits_what_is_not_there_stops_the_member()
    {
        var member = Given.Follower(Given.Paper, 1, 3, 0, 1);

        var hear = () => member.Core.Step(Given.From(Given.Two, MessageKind.Heartbeat, 1) with { Commit = new LogIndex(5) });

        hear.Should().Throw<RaftInvariantException>().WithMessage("*was it lost?*");
    }

    [Fact]
    public void A_snapshot_replaces_the_whole_log_and_the_membership()
    {
        var member = Given.Follower(Given.Paper, 3, 3, 1, 1, 2, 2, 2);
        var mark = new SnapshotMark(new LogIndex(3), new Term(3), Membership.Of(Given.One, Given.Two));

        var answer = member.Hear(Given.From(Given.Two, MessageKind.Snapshot, 3) with { Snapshot = mark });

        member.Log.Last.Value.Should().Be(3);
        member.Log.Entries.Should().BeEmpty("the tail was another leader's");
        member.Core.Membership.Should().Be(mark.Membership);
        member.Core.Applied.Value.Should().Be(3);
        answer.Should().ContainSingle().Which.Index.Value.Should().Be(3);
    }

    [Fact]
    public void A_snapshot_of_what_the_log_has_only_commits()
    {
        var member = Given.Follower(Given.Paper, 1, 3, 0, 1, 1, 1);
        var mark = new SnapshotMark(new LogIndex(2), new Term(1), Membership.Of(Given.One, Given.Two, Given.Three));

        member.Hear(Given.From(Given.Two, MessageKind.Snapshot, 1) with { Snapshot = mark });

        member.Log.Last.Value.Should().Be(3);
        member.Core.Committed.Value.Should().Be(2);
    }

    [Fact]
    public void An_old_snapshot_is_answered_and_otherwise_ignored()
    {
        var member = Given.Follower(Given.Paper, 1, 3, 3, 1, 1, 1);
        var mark = new SnapshotMark(new LogIndex(2), new Term(1), Membership.Of(Given.One));

        var answer = member.Hear(Given.From(Given.Two, MessageKind.Snapshot, 1) with { Snapshot = mark });

        answer.Should().ContainSingle().Which.Index.Value.Should().Be(3);
        member.Core.Membership.Voters.Should().HaveCount(3);
    }

    [Fact]
    public void Entries_may_follow_a_snapshot_before_it_is_installed()
    {
        var member = Given.Follower(Given.Paper);
        var mark = new SnapshotMark(new LogIndex(5), new Term(1), Membership.Of(Given.One, Given.Two, Given.Three));
        member.Core.Step(Given.From(Given.Two, MessageKind.Snapshot, 1) with { Snapshot = mark });

        member.Hear(Given.Append(Given.Two, 1, 5, 1, 6, Given.Entry(6, 1)));

        member.Log.Snapshot.Should().Be(mark);
        member.Log.Last.Value.Should().Be(6);
        member.Applied.Select(entry => entry.Index.Value).Should().Equal(6);
    }

    [Fact]
    public void Input_may_come_while_the_disk_works()
    {
        var core = Given.Follower(Given.Paper).Core;
        core.Step(Given.Append(Given.Two, 1, 0, 0, 0, Given.Entry(1, 1), Given.Entry(2, 1)));
        var ready = core.TakeReady();

        core.Step(Given.Append(Given.Three, 2, 1, 1, 0, Given.Entry(2, 2)));
        core.HasReady.Should().BeFalse("one Ready at a time");
        ready.Entries.Should().HaveCount(2);
        core.Advance(ready);
        var next = core.TakeReady();

        next.Entries.Select(entry => (entry.Index.Value, entry.Term.Value)).Should().Equal((1, 1), (2, 2));
        next.HardState!.Value.Term.Value.Should().Be(2);
    }
}
