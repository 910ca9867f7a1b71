using MiniKube.Raft.Tests.Clusters;

namespace MiniKube.Raft.Tests.Papers;

/// <summary>Thesis 4: membership changes, one member at a time.</summary>
public sealed class MembershipTests
{
    private static readonly MemberId Four = new(4);

    [Fact]
    public void A_new_member_learns_the_log_is_promoted_and_counts_from_then_on()
    {
        var cluster = new TestCluster(3);
        cluster.Elect(1);
        cluster.Propose(1, "a", "b");
        cluster.Add(4, Membership.Empty);

        Change(cluster, MembershipChangeKind.AddLearner, Four).Should().Be(ProposeResult.Accepted);
        cluster.Tick(3);
        Change(cluster, MembershipChangeKind.Promote, Four).Should().Be(ProposeResult.Accepted);
        cluster.Tick(3);

        cluster.Applied(4).Should().Equal("a", "b");
        cluster.Members.Should().AllSatisfy(member => member.Core.Membership.Should().Be(Membership.Of(Given.One, Given.Two, Given.Three, Four)));
    }

    [Fact]
    public void Only_one_change_is_under_way()
    {
        var leader = CommittedLeader();

        Change(leader, MembershipChangeKind.AddLearner, Four).Should().Be(ProposeResult.Accepted);
        leader.Run();
        Change(leader, MembershipChangeKind.Remove, Given.Three).Should().Be(ProposeResult.ChangePending);
        Given.Acknowledge(leader, Given.Two);

        Change(leader, MembershipChangeKind.Remove, Given.Three).Should().Be(ProposeResult.Accepted);
    }

    [Fact]
    public void A_new_leader_changes_nothing_before_it_has_committed_an_entry_of_its_own()
    {
        var leader = Given.Leader(Given.Full, 3, 1);

        Change(leader, MembershipChangeKind.AddLearner, Four).Should().Be(ProposeResult.ChangePending);
        Given.Acknowledge(leader, Given.Two);

        Change(leader, MembershipChangeKind.AddLearner, Four).Should().Be(ProposeResult.Accepted);
    }

    [Fact]
    public void Learners_count_in_no_quorum()
    {
        var member = new TestMember(Given.Full, new Membership([Given.One, Given.Two], [Given.Three]));
        Given.Win(member, 2);

        Given.Acknowledge(member, Given.Three);

        member.Core.Committed.Value.Should().Be(0);
    }

    [Fact]
    public void A_learner_that_is_far_behind_is_not_promoted()
    {
        var cluster = new TestCluster(1, options => options with { PromotionLagMax = 2 });
        cluster.Elect(1);
        cluster.Add(2, Membership.Empty);
        Change(cluster, MembershipChangeKind.AddLearner, Given.Two);
        cluster.Tick(2);
        cluster.Isolate(2);
        cluster.Propose(1, "a", "b", "c");

        Change(cluster, MembershipChangeKind.Promote, Given.Two).Should().Be(ProposeResult.NotCaughtUp);
        cluster.Heal();
        cluster.Tick(2);

        Change(cluster, MembershipChangeKind.Promote, Given.Two).Should().Be(ProposeResult.Accepted);
    }

    [Theory]
    [InlineData(MembershipChangeKind.AddLearner, 2)]
    [InlineData(MembershipChangeKind.AddVoter, 2)]
    [InlineData(MembershipChangeKind.Promote, 2)]
    [InlineData(MembershipChangeKind.Promote, 9)]
    [InlineData(MembershipChangeKind.Remove, 9)]
    [InlineData(MembershipChangeKind.Update, 9)]
    [InlineData(MembershipChangeKind.AddLearner, 0)]
    public void A_change_that_does_not_fit_is_refused(MembershipChangeKind kind, ulong member) =>
        Change(CommittedLeader(), kind, new MemberId(member)).Should().Be(ProposeResult.Invalid);

    [Fact]
    public void The_last_voter_stays()
    {
        var member = new TestMember(Given.Full, Membership.Of(Given.One));
        member.Core.Campaign();
        member.Run();

        Change(member, MembershipChangeKind.Remove, Given.One).Should().Be(ProposeResult.Invalid);
    }

    [Fact]
    public void An_address_may_change_without_any_effect_on_who_belongs()
    {
        var leader = CommittedLeader();
        var before = leader.Core.Membership;

        Change(leader, MembershipChangeKind.Update, Given.Two).Should().Be(ProposeResult.Accepted);
        Given.Acknowledge(leader, Given.Two);

        leader.Core.Membership.Should().Be(before);
        leader.Applied.Should().Contain(entry => entry.Kind == EntryKind.Membership);
    }

    [Fact]
    public void A_removed_leader_goes_on_until_the_others_know_and_hands_over()
    {
        var cluster = new TestCluster(3);
        cluster.Elect(1);

        Change(cluster, MembershipChangeKind.Remove, Given.One);
        cluster.Tick(3);

        cluster[1].Core.Role.Should().Be(Role.Follower);
        cluster.Members.Skip(1).Should().ContainSingle(member => member.Core.Role == Role.Leader, "an heir was named");
        cluster[2].Core.Membership.Should().Be(Membership.Of(Given.Two, Given.Three));
    }

    [Fact]
    public void A_removed_leader_takes_no_more_proposals()
    {
        var leader = CommittedLeader();
        Change(leader, MembershipChangeKind.Remove, Given.One);
        Given.Acknowledge(leader, Given.Two);

        leader.Core.Role.Should().Be(Role.Leader);
        leader.Core.Propose(Given.Command("x")).Should().Be(ProposeResult.Transferring);
    }

    [Fact]
    public void The_last_of_two_goes_on_when_the_leader_is_removed_and_its_word_was_lost()
    {
        var cluster = new TestCluster(2);
        cluster.Elect(1);
        cluster[1].Core.ProposeMembership(new MembershipChange(MembershipChangeKind.Remove, Given.One, default));
        cluster[1].Core.Propose(Given.Command("x"));
        var isTold = false;
        cluster.Lost = message => !isTold && message.To == Given.Two && message.Commit.Value >= 2;
        cluster.Settle();
        isTold = true;

        cluster.Tick(60);

        cluster[2].Core.Role.Should().Be(Role.Leader);
        cluster[2].Core.Membership.Should().Be(Membership.Of(Given.Two));
    }

    [Fact]
    public void A_removed_member_cannot_disturb_those_who_stay()
    {
        var cluster = new TestCluster(3);
        cluster.Elect(1);
        cluster.Lost = message => message.To == Given.Three;
        Change(cluster, MembershipChangeKind.Remove, Given.Three);

        cluster.Tick(100);

        cluster[1].Core.Role.Should().Be(Role.Leader);
        cluster[1].Core.Term.Value.Should().Be(1);
    }

    [Fact]
    public void Nobody_stands_before_applying_all_that_it_knows_to_be_committed()
    {
        var core = Given.Follower(Given.Paper, 1, 3, 0, 1, 1).Core;
        core.Step(Given.Append(Given.Two, 1, 2, 1, 2));
        var ready = core.TakeReady();

        core.Campaign();
        core.Role.Should().Be(Role.Follower, "a membership may be among the entries");
        core.Advance(ready);
        core.Tick();

        core.Role.Should().Be(Role.Candidate);
    }

    [Fact]
    public void A_change_survives_its_encoding()
    {
        var change = new MembershipChange(MembershipChangeKind.AddLearner, Four, Given.Command("member-4 https://10.0.0.4:2380"))
        {
            After = new Membership([Given.One, Given.Two], [Four]),
        };

        var decoded = MembershipChange.TryDecode(change.Encode())!;

        decoded.Kind.Should().Be(change.Kind);
        decoded.Member.Should().Be(change.Member);
        decoded.After.Should().Be(change.After);
        decoded.Context.ToArray().Should().Equal(change.Context.ToArray());
    }

    [Fact]
    public void What_is_no_change_is_not_decoded()
    {
        var whole = new MembershipChange(MembershipChangeKind.Remove, Given.Two, default) { After = Membership.Of(Given.One) }.Encode();

        for (var length = 0; length < whole.Length; length++)
        {
            MembershipChange.TryDecode(whole.AsMemory(0, length)).Should().BeNull();
        }

        whole[0] = 99;
        MembershipChange.TryDecode(whole).Should().BeNull();
    }

    private static TestMember CommittedLeader()
    {
        var leader = Given.Leader(Given.Full);
        Given.Acknowledge(leader, Given.Two);
        return leader;
    }

    private static ProposeResult Change(TestMember leader, MembershipChangeKind kind, MemberId member) =>
        leader.Core.ProposeMembership(new MembershipChange(kind, member, default));

    private static ProposeResult Change(TestCluster cluster, MembershipChangeKind kind, MemberId member)
    {
        var result = Change(cluster[1], kind, member);
        cluster.Settle();
        return result;
    }
}
