using MiniKube.Raft.Tests.Clusters;

namespace MiniKube.Raft.Tests.Papers;

/// <summary>Thesis 3.10: leadership transfer.</summary>
public sealed class TransferTests
{
    [Fact]
    public void A_leader_that_hands_over_chooses_the_voter_that_has_most_of_those_it_hears()
    {
        var leader = Given.Leader(Given.Full);
        Given.Acknowledge(leader, Given.Three);

        leader.Core.HandOver().Should().BeTrue();

        leader.Run().Should().ContainSingle(message => message.Kind == MessageKind.TimeoutNow).Which.To.Should().Be(Given.Three);
    }

    [Fact]
    public void Who_does_not_lead_has_nothing_to_hand_over() => Given.Follower(Given.Full).Core.HandOver().Should().BeFalse();

    [Fact]
    public void Leadership_goes_to_the_member_that_is_named_without_waiting_for_a_timeout()
    {
        var cluster = new TestCluster(3);
        cluster.Elect(1);
        cluster.Propose(1, "a");

        cluster[1].Core.TransferTo(Given.Three);
        cluster.Settle();

        cluster[3].Core.Role.Should().Be(Role.Leader);
        cluster[1].Core.Leader.Should().Be(Given.Three);
    }

    [Fact]
    public void A_follower_passes_the_wish_on()
    {
        var cluster = new TestCluster(3);
        cluster.Elect(1);

        cluster[2].Core.TransferTo(Given.Two);
        cluster.Settle();

        cluster[2].Core.Role.Should().Be(Role.Leader);
    }

    [Fact]
    public void An_heir_that_lags_is_brought_up_to_date_first_and_nothing_new_is_taken_meanwhile()
    {
        var leader = Given.Leader(Given.Full);
        Given.Acknowledge(leader, Given.Two);

        leader.Core.TransferTo(Given.Three);
        leader.Run().Should().NotContain(message => message.Kind == MessageKind.TimeoutNow);
        leader.Core.Propose(Given.Command("x")).Should().Be(ProposeResult.Transferring);
        var sent = Given.Acknowledge(leader, Given.Three);

        sent.Should().Contain(message => message.Kind == MessageKind.TimeoutNow && message.To == Given.Three);
    }

    [Fact]
    public void A_transfer_that_does_not_succeed_within_an_election_timeout_is_given_up()
    {
        var leader = Given.Leader(Given.Paper);
        Given.Acknowledge(leader, Given.Two);
        leader.Core.TransferTo(Given.Three);
        leader.Run();

        leader.Tick(10);

        leader.Core.Propose(Given.Command("x")).Should().Be(ProposeResult.Accepted);
    }

    [Fact]
    public void The_heir_campaigns_at_once_and_the_others_vote_though_they_hear_from_the_leader()
    {
        var heir = Given.Follower(Given.Full);
        heir.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 1));

        var sent = heir.Hear(Given.From(Given.Two, MessageKind.TimeoutNow, 1));
        var voter = Given.Follower(Given.Full);
        voter.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 1));
        var answer = voter.Hear(Given.Vote(Given.Three, 2, 0, 0) with { IsTransfer = true });

        sent.Should().OnlyContain(message => message.Kind == MessageKind.Vote && message.IsTransfer && message.Term.Value == 2);
        answer.Should().ContainSingle().Which.Rejected.Should().BeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void Leadership_is_not_handed_to_itself_to_a_learner_or_to_a_stranger(ulong to)
    {
        var member = new TestMember(Given.Full, new Membership([Given.One, Given.Two], [Given.Three]));
        Given.Win(member, 2);

        member.Core.TransferTo(new MemberId(to));

        member.Core.Propose(Given.Command("x")).Should().Be(ProposeResult.Accepted);
    }

    [Fact]
    public void An_offer_of_leadership_waits_until_the_promotion_is_applied()
    {
        var promoted = Promoted();
        promoted.Hear(Given.From(Given.Two, MessageKind.TimeoutNow, 1)).Should().BeEmpty();

        var sent = promoted.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 1) with { Commit = new LogIndex(1) });

        sent.Should().Contain(message => message.Kind == MessageKind.Vote && message.IsTransfer && message.Term.Value == 2);
    }

    [Fact]
    public void An_offer_of_leadership_that_cannot_be_taken_is_forgotten_after_an_election_timeout()
    {
        var promoted = Promoted();
        promoted.Hear(Given.From(Given.Two, MessageKind.TimeoutNow, 1));
        for (var tick = 0; tick < Given.Full.ElectionTicks; tick++)
        {
            promoted.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 1));
            promoted.Tick(1);
        }

        promoted.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 1) with { Commit = new LogIndex(1) });

        promoted.Core.Membership.Voters.Should().Contain(Given.One);
        promoted.Core.Role.Should().Be(Role.Follower);
        promoted.Core.Term.Value.Should().Be(1);
    }

    [Fact]
    public void An_offer_of_leadership_ends_with_its_term()
    {
        var promoted = Promoted();
        promoted.Hear(Given.From(Given.Two, MessageKind.TimeoutNow, 1));
        promoted.Hear(Given.From(Given.Three, MessageKind.Heartbeat, 2));

        promoted.Hear(Given.From(Given.Three, MessageKind.Heartbeat, 2) with { Commit = new LogIndex(1) });

        promoted.Core.Membership.Voters.Should().Contain(Given.One);
        promoted.Core.Role.Should().Be(Role.Follower);
        promoted.Core.Term.Value.Should().Be(2);
    }

    [Fact]
    public void A_learner_does_not_campaign_whatever_it_is_told()
    {
        var learner = new TestMember(Given.Full, new Membership([Given.Two, Given.Three], [Given.One]));

        learner.Hear(Given.From(Given.Two, MessageKind.TimeoutNow, 1));
        learner.Tick(50);

        learner.Core.Role.Should().Be(Role.Follower);
        learner.Core.Term.Value.Should().Be(1);
    }

    /// <summary>Member 1, a learner, has the entry that makes it a voter and does not know that it is committed.</summary>
    private static TestMember Promoted()
    {
        var before = new Membership([Given.Two, Given.Three], [Given.One]);
        var change = new MembershipChange(MembershipChangeKind.Promote, Given.One, default);
        var entry = new Entry(new LogIndex(1), Term.First, EntryKind.Membership, (change with { After = before.Apply(change) }).Encode());
        var member = new TestMember(Given.Full, before);
        member.Hear(Given.Append(Given.Two, 1, 0, 0, 0, entry));
        return member;
    }
}
