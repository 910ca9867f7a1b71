using MiniKube.Raft.Tests.Clusters;

namespace MiniKube.Raft.Tests.Papers;

/// <summary>Thesis 10.2: batches and pipelines, and their bounds.</summary>
public sealed class FlowControlTests
{
    [Fact]
    public void A_follower_of_unknown_state_gets_one_append_at_a_time()
    {
        var leader = Given.Leader(Given.Full);

        leader.Core.Propose(Given.Command("x"));

        leader.Run().Should().BeEmpty("the first append is not answered");
    }

    [Fact]
    public void Appends_follow_each_other_without_waiting_up_to_the_bound_of_messages()
    {
        var leader = Given.Leader(Given.Full with { InflightMessagesMax = 3 });
        Given.Acknowledge(leader, Given.Two);
        var sent = new List<Message>();
        for (var i = 0; i < 10; i++)
        {
            leader.Core.Propose(Given.Command("x"));
            sent.AddRange(leader.Run().Where(message => message.To == Given.Two && message.Entries.Count > 0));
        }

        sent.Should().HaveCount(3);
        var next = leader.Hear(Given.From(Given.Two, MessageKind.AppendAnswer, 1) with { Index = sent[0].Entries[0].Index });

        next.Where(message => message.Entries.Count > 0).Should().ContainSingle("one place is free").Which.Entries.Should().HaveCount(7);
    }

    [Fact]
    public void Appends_follow_each_other_up_to_the_bound_of_bytes()
    {
        var leader = Given.Leader(Given.Full with { InflightBytesMax = 2_000 });
        Given.Acknowledge(leader, Given.Two);
        var bytes = 0L;
        for (var i = 0; i < 10; i++)
        {
            leader.Core.Propose(new byte[900]);
            bytes += leader.Run().Where(message => message.To == Given.Two).Sum(message => message.Entries.Sum(entry => entry.Bytes));
        }

        bytes.Should().BeInRange(2_000, 3_000);
    }

    [Fact]
    public void An_append_is_bounded_in_bytes_but_a_large_entry_goes_alone()
    {
        var leader = Given.Leader(Given.Full with { AppendBytesMax = 1_000 });
        Given.Acknowledge(leader, Given.Two);
        leader.Core.Propose(new byte[100]);
        leader.Core.Propose(new byte[5_000]);
        leader.Core.Propose(new byte[100]);
        leader.Core.Propose(new byte[100]);

        var sent = leader.Run().Where(message => message.To == Given.Two).ToList();

        sent.Select(message => message.Entries.Count).Should().Equal(1, 1, 2);
    }

    [Fact]
    public void An_answer_to_a_heartbeat_finds_out_whether_appends_were_lost()
    {
        var leader = Given.Leader(Given.Full);
        Given.Acknowledge(leader, Given.Two);
        leader.Core.Propose(Given.Command("lost"));
        leader.Run();
        leader.Tick(1);

        var probe = leader.Hear(Given.From(Given.Two, MessageKind.HeartbeatAnswer, 1) with { Context = 1 });
        var again = leader.Hear(Given.From(Given.Two, MessageKind.AppendAnswer, 1) with
        {
            Rejected = true,
            Index = probe.Single(message => message.Kind == MessageKind.Append).Index,
            RejectHint = new LogIndex(1),
            RejectHintTerm = new Term(1),
        });

        again.Should().Contain(message => message.To == Given.Two && message.Entries.Count == 1 && message.Index.Value == 1);
    }

    [Fact]
    public void Rounds_of_reads_do_not_make_the_leader_send_again_what_is_under_way()
    {
        var leader = Given.Leader(Given.Full);
        Given.Acknowledge(leader, Given.Two);
        leader.Core.Propose(Given.Command("under way"));
        leader.Run();
        leader.Tick(1);
        leader.Hear(Given.From(Given.Two, MessageKind.HeartbeatAnswer, 1) with { Context = 1 });

        leader.Core.ReadIndex(1);
        leader.Run();
        var sent = leader.Hear(Given.From(Given.Two, MessageKind.HeartbeatAnswer, 1) with { Context = 2 });

        sent.Should().NotContain(message => message.Kind == MessageKind.Append);
        leader.Reads.Should().ContainSingle();
    }

    [Fact]
    public void After_lost_messages_the_leader_sends_one_append_and_waits()
    {
        var leader = Given.Leader(Given.Full);
        Given.Acknowledge(leader, Given.Two);
        leader.Core.Propose(Given.Command("a"));
        leader.Run();

        leader.Core.ReportUnreachable(Given.Two);
        var states = new List<PeerStatus>();
        leader.Core.CollectPeers(states);

        states.Single(peer => peer.Member == Given.Two).State.Should().Be(ProgressState.Probe);
    }

    [Fact]
    public void What_a_follower_knows_to_be_committed_frees_a_leader_that_waits_for_a_lost_report()
    {
        var leader = Given.Leader(Given.Full);
        Given.Acknowledge(leader, Given.Two);
        leader.Log.Compact(new LogIndex(1), leader.Core.Membership);
        leader.Hear(Given.From(Given.Three, MessageKind.AppendAnswer, 1) with { Rejected = true, Index = LogIndex.Zero });
        State(leader, Given.Three).Should().Be(ProgressState.Snapshot);

        leader.Hear(Given.From(Given.Three, MessageKind.HeartbeatAnswer, 1) with { Index = new LogIndex(1) });

        State(leader, Given.Three).Should().Be(ProgressState.Replicate);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_snapshot_that_has_ended_is_followed_by_one_append_that_tests_it(bool isDelivered)
    {
        var leader = Given.Leader(Given.Full);
        Given.Acknowledge(leader, Given.Two);
        leader.Log.Compact(new LogIndex(1), leader.Core.Membership);
        leader.Hear(Given.From(Given.Three, MessageKind.AppendAnswer, 1) with { Rejected = true, Index = LogIndex.Zero });

        leader.Core.ReportSnapshot(Given.Three, isDelivered);
        leader.Core.Propose(Given.Command("x"));
        leader.Run().Should().NotContain(message => message.To == Given.Three);
        var sent = leader.Hear(Given.From(Given.Three, MessageKind.HeartbeatAnswer, 1));

        sent.Should().ContainSingle(message => message.To == Given.Three)
            .Which.Kind.Should().Be(isDelivered ? MessageKind.Append : MessageKind.Snapshot);
    }

    [Fact]
    public void A_follower_100_000_entries_behind_gets_bounded_appends_and_no_election_storm()
    {
        var cluster = new TestCluster(3, options => options with { AppendBytesMax = 64 << 10, InflightBytesMax = 512 << 10 });
        cluster.Elect(1);
        cluster.Isolate(3);
        for (var i = 0; i < 1_000; i++)
        {
            cluster.Propose(1, [.. Enumerable.Range(0, 100).Select(_ => "12345678")]);
        }

        cluster.Delivered.Clear();
        cluster.Heal();
        cluster.Tick(20);

        cluster[3].Applied.Should().HaveCount(100_001);
        cluster.Delivered.Where(message => message.To == Given.Three).Max(message => message.Entries.Sum(entry => entry.Bytes)).Should().BeLessThanOrEqualTo(64 << 10);
        cluster.Members.Should().AllSatisfy(member => member.Core.Term.Value.Should().Be(1));
        cluster.Delivered.Count.Should().BeLessThan(1_000, "about 62 full appends, their answers, and heartbeats");
    }

    [Fact]
    public void A_follower_with_a_long_different_tail_is_brought_back_in_a_few_steps()
    {
        var cluster = new TestCluster(3, options => options with { CheckQuorum = false });
        cluster.Elect(1);
        cluster.Isolate(1);
        cluster.Propose(1, [.. Enumerable.Range(0, 10_000).Select(i => $"{i}")]);
        cluster.Elect(2);
        cluster.Propose(2, "kept");

        cluster.Delivered.Clear();
        cluster.Heal();
        cluster.Tick(2);

        cluster.Applied(1).Should().Equal("kept");
        cluster.Delivered.Count(message => message is { Kind: MessageKind.AppendAnswer, From.Value: 1, Rejected: true, Term.Value: 2 }).Should().BeLessThan(5);
    }

    [Fact]
    public void Too_much_that_is_not_committed_is_refused_until_there_is_room()
    {
        var leader = Given.Leader(Given.Full with { UncommittedBytesMax = 1_000 });
        Given.Acknowledge(leader, Given.Two);

        leader.Core.Propose(new byte[5_000]).Should().Be(ProposeResult.Accepted, "one may always go, however large");
        leader.Core.Propose(new byte[1]).Should().Be(ProposeResult.TooMuchUncommitted);
        leader.Run();
        Given.Acknowledge(leader, Given.Two);

        leader.Core.Propose(new byte[500]).Should().Be(ProposeResult.Accepted);
    }

    [Fact]
    public void Committed_entries_are_handed_over_in_bounded_portions()
    {
        var member = Given.Follower(Given.Paper with { CommittedBytesMax = 100 }, 1, 3, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        member.Core.Step(Given.Append(Given.Two, 1, 10, 1, 10));

        var ready = member.Core.TakeReady();

        ready.Committed.Should().HaveCount(2);
    }

    private static ProgressState State(TestMember leader, MemberId peer)
    {
        var states = new List<PeerStatus>();
        leader.Core.CollectPeers(states);
        return states.Single(status => status.Member == peer).State;
    }
}
