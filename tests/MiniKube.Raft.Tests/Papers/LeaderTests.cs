using MiniKube.Raft.Tests.Clusters;

namespace MiniKube.Raft.Tests.Papers;

/// <summary>Figure 2, leaders; sections 5.3 and 5.4.2.</summary>
public sealed class LeaderTests
{
    [Fact]
    public void A_new_leader_sends_an_entry_of_its_own_at_once()
    {
        var member = Given.Follower(Given.Paper);
        member.Core.Campaign();
        member.Run();

        var sent = member.Hear(Given.From(Given.Two, MessageKind.VoteAnswer, 2));

        sent.Should().HaveCount(2).And.AllSatisfy(message =>
        {
            message.Kind.Should().Be(MessageKind.Append);
            message.Entries.Should().ContainSingle().Which.Kind.Should().Be(EntryKind.Empty);
        });
    }

    [Fact]
    public void An_idle_leader_sends_heartbeats()
    {
        var leader = Given.Leader(Given.Paper with { HeartbeatTicks = 3 });

        leader.Tick(2).Should().BeEmpty();
        var sent = leader.Tick(1);

        sent.Should().HaveCount(2).And.AllSatisfy(message => message.Kind.Should().Be(MessageKind.Heartbeat));
    }

    [Fact]
    public void A_command_is_appended_sent_and_applied_when_a_majority_has_it()
    {
        var leader = Given.Leader(Given.Paper);
        Given.Acknowledge(leader, Given.Two);

        leader.Core.Propose(Given.Command("x")).Should().Be(ProposeResult.Accepted);
        var sent = leader.Run();
        leader.Applied.Should().ContainSingle("the leader's own first entry is all so far");
        Given.Acknowledge(leader, Given.Two);

        sent.Should().Contain(message => message.To == Given.Two && message.Entries.Count == 1);
        leader.Applied.Should().HaveCount(2);
    }

    [Fact]
    public void Commands_that_gather_travel_together()
    {
        var leader = Given.Leader(Given.Paper);
        Given.Acknowledge(leader, Given.Two);
        for (var i = 0; i < 100; i++)
        {
            leader.Core.Propose(Given.Command($"{i}"));
        }

        var ready = leader.Core.TakeReady();

        ready.Entries.Should().HaveCount(100);
        ready.SendBeforePersisting.Where(message => message.To == Given.Two).Should().ContainSingle().Which.Entries.Should().HaveCount(100);
    }

    [Fact]
    public void Appends_leave_before_the_leaders_own_disk_is_done()
    {
        var leader = Given.Leader(Given.Paper);
        Given.Acknowledge(leader, Given.Two);
        leader.Core.Propose(Given.Command("x"));

        var ready = leader.Core.TakeReady();

        ready.SendBeforePersisting.Should().Contain(message => message.Kind == MessageKind.Append && message.Entries.Count == 1);
    }

    [Fact]
    public void A_leader_counts_itself_only_when_its_own_disk_is_done()
    {
        var leader = Given.Leader(Given.Paper);
        Given.Acknowledge(leader, Given.Two);
        var before = leader.Core.Committed;
        leader.Core.Propose(Given.Command("x"));
        var ready = leader.Core.TakeReady();

        leader.Core.Step(Given.From(Given.Two, MessageKind.AppendAnswer, 1) with { Index = leader.Core.Last });
        leader.Core.Committed.Should().Be(before, "one of three disks");
        leader.Log.Persist(ready);
        leader.Core.Advance(ready);

        leader.Core.Committed.Should().Be(leader.Core.Last);
    }

    [Fact]
    public void A_majority_without_the_leaders_disk_commits_too()
    {
        var leader = Given.Leader(Given.Paper);
        Given.Acknowledge(leader, Given.Two);
        leader.Core.Propose(Given.Command("x"));
        _ = leader.Core.TakeReady();

        leader.Core.Step(Given.From(Given.Two, MessageKind.AppendAnswer, 1) with { Index = leader.Core.Last });
        leader.Core.Step(Given.From(Given.Three, MessageKind.AppendAnswer, 1) with { Index = leader.Core.Last });

        leader.Core.Committed.Should().Be(leader.Core.Last);
    }

    [Fact]
    public void A_refused_append_is_tried_again_from_where_the_logs_may_match()
    {
        var leader = Given.Leader(Given.Paper, 3, 1, 1, 1, 2, 2, 3);

        var sent = leader.Hear(Given.From(Given.Two, MessageKind.AppendAnswer, 4) with
        {
            Rejected = true,
            Index = new LogIndex(6),
            RejectHint = new LogIndex(6),
            RejectHintTerm = new Term(1),
        });

        var retry = sent.Should().ContainSingle().Subject;
        retry.Index.Value.Should().Be(3, "behind the leader's last entry of term 1, in one step");
        retry.Entries.Should().HaveCount(4);
    }

    [Fact]
    public void An_old_refusal_is_ignored()
    {
        var leader = Given.Leader(Given.Paper, 3, 1, 1, 1);
        Given.Acknowledge(leader, Given.Two);

        var sent = leader.Hear(Given.From(Given.Two, MessageKind.AppendAnswer, 2) with { Rejected = true, Index = new LogIndex(2) });

        sent.Should().BeEmpty();
    }

    [Fact]
    public void An_entry_of_an_older_term_is_not_committed_by_counting()
    {
        var leader = Given.Leader(Given.Paper, 3, 1, 2);

        leader.Hear(Given.From(Given.Two, MessageKind.AppendAnswer, 3) with { Index = new LogIndex(2) });
        leader.Core.Committed.Value.Should().Be(0, "both disks hold it, but it is of term 2");
        Given.Acknowledge(leader, Given.Two);

        leader.Core.Committed.Value.Should().Be(3, "with an entry of its own go all before it");
    }

    [Fact]
    public void Followers_hear_of_a_commit_without_waiting_for_the_next_command()
    {
        var leader = Given.Leader(Given.Paper);

        var sent = Given.Acknowledge(leader, Given.Two);

        sent.Should().Contain(message => message.To == Given.Two && message.Kind == MessageKind.Append && message.Commit.Value == 1);
    }

    [Fact]
    public void A_heartbeat_never_commits_more_than_the_follower_has()
    {
        var leader = Given.Leader(Given.Paper);
        Given.Acknowledge(leader, Given.Two);

        var sent = leader.Tick(1);

        sent.Where(message => message.Kind == MessageKind.Heartbeat).Select(message => message.Commit.Value).Should().Equal(1, 0);
    }

    [Fact]
    public void A_follower_takes_no_commands() =>
        Given.Follower(Given.Paper).Core.Propose(Given.Command("x")).Should().Be(ProposeResult.NoLeader);
}
