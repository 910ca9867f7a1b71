using MiniKube.Raft.Tests.Clusters;

namespace MiniKube.Raft.Tests.Papers;

/// <summary>Thesis 9.6 (pre-vote), 6.2 (check-quorum) and 4.2.3 (disruptive members).</summary>
public sealed class PreVoteTests
{
    [Fact]
    public void Asking_for_pre_votes_begins_no_term()
    {
        var member = Given.Follower(Given.Full);

        var sent = member.Tick(10);

        member.Core.Role.Should().Be(Role.PreCandidate);
        member.Core.Term.Value.Should().Be(1);
        member.Log.HardState.VotedFor.Should().Be(MemberId.None);
        sent.Should().HaveCount(2).And.AllSatisfy(message =>
        {
            message.Kind.Should().Be(MessageKind.PreVote);
            message.Term.Value.Should().Be(2);
        });
    }

    [Fact]
    public void A_majority_of_pre_votes_begins_the_election()
    {
        var member = Given.Follower(Given.Full);
        member.Tick(10);

        var sent = member.Hear(Given.From(Given.Two, MessageKind.PreVoteAnswer, 2));

        member.Core.Role.Should().Be(Role.Candidate);
        sent.Should().OnlyContain(message => message.Kind == MessageKind.Vote && message.Term.Value == 2);
    }

    [Fact]
    public void Granting_a_pre_vote_changes_nothing()
    {
        var member = Given.Follower(Given.Full);

        var answer = member.Hear(Given.Vote(Given.Two, 7, 0, 0) with { Kind = MessageKind.PreVote });

        answer.Should().ContainSingle().Which.Should().Match<Message>(message => !message.Rejected && message.Term.Value == 7);
        member.Core.Term.Value.Should().Be(1);
        member.Log.HardState.VotedFor.Should().Be(MemberId.None);
    }

    [Fact]
    public void A_pre_vote_goes_only_to_a_log_that_is_up_to_date()
    {
        var member = Given.Follower(Given.Full, 1, 3, 0, 1, 1);

        var answer = member.Hear(Given.Vote(Given.Two, 2, 1, 1) with { Kind = MessageKind.PreVote });

        answer.Should().ContainSingle().Which.Rejected.Should().BeTrue();
    }

    [Theory]
    [InlineData(MessageKind.PreVote)]
    [InlineData(MessageKind.Vote)]
    public void Who_hears_from_a_leader_ignores_those_who_would_replace_it(MessageKind kind)
    {
        var member = Given.Follower(Given.Full);
        member.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 1));
        member.Tick(9);

        var answer = member.Hear(Given.Vote(Given.Three, 5, 9, 9) with { Kind = kind });

        answer.Should().BeEmpty();
        member.Core.Term.Value.Should().Be(1);
    }

    [Fact]
    public void Who_has_not_heard_from_its_leader_for_an_election_timeout_votes()
    {
        var member = Given.Follower(Given.Full);
        member.Jitter = 9;
        member.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 2));
        member.Tick(10);

        var answer = member.Hear(Given.Vote(Given.Three, 5, 9, 9));

        answer.Should().ContainSingle().Which.Rejected.Should().BeFalse();
    }

    [Fact]
    public void A_leader_ignores_those_who_would_replace_it()
    {
        var leader = Given.Leader(Given.Full);

        leader.Hear(Given.Vote(Given.Three, 9, 9, 9)).Should().BeEmpty();

        leader.Core.Role.Should().Be(Role.Leader);
    }

    [Fact]
    public void A_leader_that_hears_from_no_majority_steps_down()
    {
        var leader = Given.Leader(Given.Full, 5);
        leader.Tick(10);
        leader.Hear(Given.From(Given.Two, MessageKind.HeartbeatAnswer, 1));

        leader.Tick(10);

        leader.Core.Role.Should().Be(Role.Follower, "two of five is no majority");
        leader.Core.Leader.Should().Be(MemberId.None);
    }

    [Fact]
    public void A_leader_that_hears_from_a_majority_stays()
    {
        var leader = Given.Leader(Given.Full, 5);

        for (var i = 0; i < 10; i++)
        {
            leader.Tick(9);
            leader.Hear(Given.From(Given.Two, MessageKind.HeartbeatAnswer, 1));
            leader.Hear(Given.From(Given.Three, MessageKind.HeartbeatAnswer, 1));
            leader.Tick(1);
        }

        leader.Core.Role.Should().Be(Role.Leader);
    }

    [Fact]
    public void Answers_of_learners_keep_no_leader_in_office()
    {
        var member = new TestMember(Given.Full, new Membership([Given.One, Given.Two], [Given.Three]));
        Given.Win(member, 2);

        for (var i = 0; i < 20; i++)
        {
            member.Tick(1);
            member.Hear(Given.From(Given.Three, MessageKind.HeartbeatAnswer, member.Core.Term.Value));
        }

        member.Core.Role.Should().NotBe(Role.Leader);
    }

    [Fact]
    public void A_leader_of_an_older_term_learns_that_it_is_deposed()
    {
        var member = Given.Follower(Given.Full, 5);

        var answer = member.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 3));

        answer.Should().ContainSingle().Which.Should().Match<Message>(message => message.Kind == MessageKind.AppendAnswer && message.Term.Value == 5);
    }

    [Fact]
    public void A_member_that_comes_back_from_a_partition_does_not_disturb()
    {
        var cluster = new TestCluster(3);
        cluster.Elect(1);
        cluster.Isolate(3);
        cluster.Tick(100);

        cluster.Heal();
        cluster.Tick(30);

        cluster[1].Core.Role.Should().Be(Role.Leader);
        cluster[1].Core.Term.Value.Should().Be(1);
        cluster[3].Core.Leader.Should().Be(Given.One);
    }

    [Fact]
    public void The_majority_side_of_a_partition_goes_on_with_a_new_leader_and_the_other_side_stops()
    {
        var cluster = new TestCluster(5);
        cluster.Elect(1);
        cluster.Lost = message => (message.From.Value <= 2) != (message.To.Value <= 2);

        cluster.Tick(60);

        cluster[1].Core.Role.Should().NotBe(Role.Leader);
        cluster.Members.Skip(2).Should().ContainSingle(member => member.Core.Role == Role.Leader);
    }
}
