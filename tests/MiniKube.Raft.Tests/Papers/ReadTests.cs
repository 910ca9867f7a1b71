using MiniKube.Raft.Tests.Clusters;

namespace MiniKube.Raft.Tests.Papers;

/// <summary>Thesis 6.4: reads that need no entry in the log.</summary>
public sealed class ReadTests
{
    [Fact]
    public void A_read_waits_for_a_heartbeat_round_that_began_after_it()
    {
        var leader = CommittedLeader();
        leader.Core.ReadIndex(7);
        var round = Round(leader.Run());

        leader.Hear(HeartbeatAnswer(round - 1));
        leader.Reads.Should().BeEmpty("that answer may be from before the read");
        leader.Hear(HeartbeatAnswer(round));

        leader.Reads.Should().Equal(new ReadState(7, new LogIndex(1)));
    }

    [Fact]
    public void One_round_serves_all_reads_that_wait()
    {
        var leader = CommittedLeader();
        leader.Core.ReadIndex(1);
        var first = leader.Run();
        for (var read = 2UL; read <= 50; read++)
        {
            leader.Core.ReadIndex(read);
        }

        leader.Run().Should().BeEmpty("the next round begins when the first is answered");
        var second = leader.Hear(HeartbeatAnswer(Round(first)));
        leader.Hear(HeartbeatAnswer(Round(second)));

        leader.Reads.Select(read => read.Context).Should().Equal(Enumerable.Range(1, 50).Select(read => (ulong)read));
        second.Where(message => message.Kind == MessageKind.Heartbeat).Should().HaveCount(2);
    }

    [Fact]
    public void A_lost_round_is_made_good_by_the_next_heartbeat()
    {
        var leader = CommittedLeader();
        leader.Core.ReadIndex(1);
        leader.Run();

        leader.Hear(HeartbeatAnswer(Round(leader.Tick(1))));

        leader.Reads.Should().ContainSingle().Which.Index.Should().NotBeNull();
    }

    [Fact]
    public void A_leader_serves_reads_only_when_it_has_committed_an_entry_of_its_own()
    {
        var leader = Given.Leader(Given.Full, 3, 1, 1);
        leader.Core.ReadIndex(1);
        var early = leader.Tick(1);
        leader.Hear(HeartbeatAnswer(Round(early), leader.Core.Term.Value));
        leader.Reads.Should().BeEmpty("it may not know yet what earlier leaders have committed");

        var sent = Given.Acknowledge(leader, Given.Two);
        leader.Hear(HeartbeatAnswer(Round(sent), leader.Core.Term.Value));

        leader.Reads.Should().Equal(new ReadState(1, new LogIndex(3)));
    }

    [Fact]
    public void A_lone_voter_asks_nobody()
    {
        var member = new TestMember(Given.Full, Membership.Of(Given.One));
        member.Core.Campaign();
        member.Run();

        member.Core.ReadIndex(1);
        member.Run();

        member.Reads.Should().Equal(new ReadState(1, new LogIndex(1)));
    }

    [Fact]
    public void Without_a_leader_a_read_is_refused_at_once()
    {
        var member = Given.Follower(Given.Full);

        member.Core.ReadIndex(1);
        member.Run();

        member.Reads.Should().Equal(new ReadState(1, null));
    }

    [Fact]
    public void Reads_are_refused_when_leadership_is_lost()
    {
        var leader = CommittedLeader();
        leader.Core.ReadIndex(1);
        leader.Run();

        leader.Hear(Given.Append(Given.Two, 9, 0, 0, 0));

        leader.Reads.Should().Equal(new ReadState(1, null));
    }

    [Fact]
    public void A_followers_reads_go_to_the_leader_in_one_message()
    {
        var member = Following();
        member.Core.ReadIndex(1);
        member.Core.ReadIndex(2);

        var asked = member.Run().Should().ContainSingle().Subject;
        member.Hear(Given.From(Given.Two, MessageKind.ReadIndexAnswer, 1) with { Context = asked.Context, Index = new LogIndex(4) });

        asked.Kind.Should().Be(MessageKind.ReadIndex);
        member.Reads.Should().Equal(new ReadState(1, new LogIndex(4)), new ReadState(2, new LogIndex(4)));
    }

    [Fact]
    public void A_follower_asks_again_when_no_answer_comes_and_gives_up_after_an_election_timeout()
    {
        var member = Following();
        member.Core.ReadIndex(1);
        var asked = member.Run().Single();

        var again = member.Tick(2);
        again.Should().ContainSingle().Which.Context.Should().Be(asked.Context);
        for (var tick = 0; tick < 8; tick++)
        {
            member.Tick(1);
            member.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 1));
        }

        member.Reads.Should().Equal(new ReadState(1, null));
    }

    [Fact]
    public void A_followers_reads_are_refused_when_the_leader_changes()
    {
        var member = Following();
        member.Core.ReadIndex(1);
        member.Run();

        member.Hear(Given.From(Given.Three, MessageKind.Heartbeat, 2));

        member.Reads.Should().Equal(new ReadState(1, null));
    }

    [Fact]
    public void An_answer_to_a_question_of_before_a_restart_is_not_taken_for_a_new_one()
    {
        var member = Following();
        member.Core.ReadIndex(1);
        var old = member.Run().Single();
        member.Jitter++;
        member.Restart();
        member.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 1));
        member.Core.ReadIndex(1);
        member.Run();

        member.Hear(Given.From(Given.Two, MessageKind.ReadIndexAnswer, 1) with { Context = old.Context });

        member.Reads.Should().BeEmpty();
    }

    [Fact]
    public void Too_many_waiting_reads_are_refused()
    {
        var leader = CommittedLeader(Given.Full with { PendingReadsMax = 2 });

        leader.Core.ReadIndex(1);
        leader.Core.ReadIndex(2);
        leader.Core.ReadIndex(3);
        leader.Run();

        leader.Reads.Should().Equal(new ReadState(3, null));
    }

    [Fact]
    public void A_lease_serves_reads_without_a_round_until_it_runs_out()
    {
        var leader = CommittedLeader(Given.Full with { LeaseReads = true });
        leader.Hear(HeartbeatAnswer(Round(leader.Tick(1))));
        leader.Core.ReadIndex(1);
        leader.Run();
        leader.Reads.Should().ContainSingle("the lease holds");

        leader.Tick(7);
        leader.Core.ReadIndex(2);
        leader.Run();
        leader.Reads.Should().HaveCount(2, "followers wait for ten ticks, of which their clocks take one at most");

        leader.Tick(1);
        leader.Core.ReadIndex(3);
        leader.Run();

        leader.Reads.Should().HaveCount(2, "no heartbeat of the last ticks was answered");
    }

    [Fact]
    public void A_lease_runs_out_while_the_process_stands_still()
    {
        var leader = CommittedLeader(Given.Full with { LeaseReads = true });
        leader.Hear(HeartbeatAnswer(Round(leader.Tick(1))));

        leader.Core.ReadIndex(1);
        leader.StandStill(50);
        leader.Tick(1);

        leader.Reads.Should().BeEmpty("time that was not counted as ticks has passed for the others");
    }

    [Fact]
    public void An_answer_that_has_waited_while_the_process_stood_still_gives_no_lease()
    {
        var leader = CommittedLeader(Given.Full with { LeaseReads = true });
        var round = Round(leader.Tick(1));

        leader.StandStill(50);
        leader.Hear(HeartbeatAnswer(round));
        leader.Core.ReadIndex(1);
        leader.Run();

        leader.Reads.Should().BeEmpty("the heartbeat was sent long ago");
    }

    [Fact]
    public void A_lease_is_earned_anew_after_the_voters_have_changed()
    {
        var leader = CommittedLeader(Given.Full with { LeaseReads = true });
        leader.Core.ProposeMembership(new MembershipChange(MembershipChangeKind.Remove, Given.Three, default)).Should().Be(ProposeResult.Accepted);
        leader.Hear(HeartbeatAnswer(Round(leader.Tick(1))));
        Given.Acknowledge(leader, Given.Two);
        leader.Core.Membership.Voters.Should().HaveCount(2);

        leader.Core.ReadIndex(1);
        var sent = leader.Run();

        leader.Reads.Should().BeEmpty("who has promised to wait need not be among those who may elect now");
        leader.Hear(HeartbeatAnswer(Round(sent)));
        leader.Reads.Should().ContainSingle();
    }

    [Fact]
    public void A_lease_ends_when_leadership_is_offered_to_another()
    {
        var leader = CommittedLeader(Given.Full with { LeaseReads = true });
        leader.Hear(HeartbeatAnswer(Round(leader.Tick(1))));

        leader.Core.TransferTo(Given.Two);
        leader.Core.ReadIndex(1);
        leader.Run();

        leader.Reads.Should().BeEmpty("the heir does not wait for the lease to run out");
    }

    [Fact]
    public void Where_leases_are_used_a_restarted_member_gives_no_vote_before_they_can_have_run_out()
    {
        var member = Given.Follower(Given.Full with { LeaseReads = true });

        member.Hear(Given.Vote(Given.Two, 2, 9, 9)).Should().BeEmpty();
        member.Tick(10);

        member.Hear(Given.Vote(Given.Two, 3, 9, 9)).Should().NotBeEmpty();
    }

    private static TestMember CommittedLeader(RaftOptions? options = null)
    {
        var leader = options is { LeaseReads: true } ? Given.Follower(options, 0) : Given.Leader(options ?? Given.Full);
        if (leader.Core.Role != Role.Leader)
        {
            leader.Tick(10);
            leader.Hear(Given.From(Given.Two, MessageKind.PreVoteAnswer, 1));
            leader.Hear(Given.From(Given.Two, MessageKind.VoteAnswer, 1));
        }

        Given.Acknowledge(leader, Given.Two);
        leader.Core.Committed.Value.Should().Be(1);
        return leader;
    }

    private static TestMember Following()
    {
        var member = Given.Follower(Given.Full);
        member.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 1));
        return member;
    }

    private static long Round(List<Message> sent) => (long)sent.First(message => message.Kind == MessageKind.Heartbeat).Context;

    private static Message HeartbeatAnswer(long round, long term = 1) =>
        Given.From(Given.Two, MessageKind.HeartbeatAnswer, term) with { Context = (ulong)round };
}
