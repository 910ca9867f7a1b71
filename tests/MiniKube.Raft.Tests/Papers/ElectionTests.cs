using MiniKube.Raft.Tests.Clusters;

namespace MiniKube.Raft.Tests.Papers;

/// <summary>Figure 2, followers and candidates; sections 5.2 and 5.4.1.</summary>
public sealed class ElectionTests
{
    [Fact]
    public void A_follower_that_hears_nothing_for_its_timeout_stands_for_election()
    {
        var member = Given.Follower(Given.Paper);

        member.Tick(9);
        member.Core.Role.Should().Be(Role.Follower);
        member.Tick(1);

        member.Core.Role.Should().Be(Role.Candidate);
    }

    [Fact]
    public void Hearing_from_the_leader_begins_the_timeout_anew()
    {
        var member = Given.Follower(Given.Paper);

        for (var i = 0; i < 10; i++)
        {
            member.Tick(9);
            member.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 1));
        }

        member.Core.Role.Should().Be(Role.Follower);
    }

    [Fact]
    public void Granting_a_vote_begins_the_timeout_anew()
    {
        var member = Given.Follower(Given.Paper);
        member.Tick(9);

        member.Hear(Given.Vote(Given.Two, 1, 0, 0));
        member.Tick(9);

        member.Core.Role.Should().Be(Role.Follower);
    }

    [Fact]
    public void Each_timeout_is_drawn_between_one_and_two_election_timeouts()
    {
        var member = Given.Follower(Given.Paper);
        member.Jitter = 9;

        member.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 2));
        member.Tick(18);
        member.Core.Role.Should().Be(Role.Follower);
        member.Tick(1);

        member.Core.Role.Should().Be(Role.Candidate);
    }

    [Fact]
    public void A_candidate_begins_a_new_term_votes_for_itself_and_asks_all_others()
    {
        var member = Given.Follower(Given.Paper, 3, 3, 0, 1, 3);

        var sent = member.Tick(10);

        member.Log.HardState.Should().Be(new HardState(new Term(4), Given.One, LogIndex.Zero));
        sent.Should().HaveCount(2).And.AllSatisfy(message =>
        {
            message.Kind.Should().Be(MessageKind.Vote);
            message.Term.Value.Should().Be(4);
            message.Index.Value.Should().Be(2);
            message.LogTerm.Value.Should().Be(3);
        });
        sent.Select(message => message.To).Should().Equal(Given.Two, Given.Three);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    [InlineData(5, 2)]
    [InlineData(4, 2)]
    public void Votes_of_a_majority_make_a_leader_and_one_less_does_not(int voters, int votesNeeded)
    {
        var member = Given.Follower(Given.Paper, 1, voters);
        member.Core.Campaign();
        member.Run();

        for (var vote = 0; vote < votesNeeded; vote++)
        {
            member.Core.Role.Should().Be(Role.Candidate);
            member.Hear(Given.From(new MemberId((ulong)(vote + 2)), MessageKind.VoteAnswer, 2));
        }

        member.Core.Role.Should().Be(Role.Leader);
    }

    [Fact]
    public void A_vote_that_comes_twice_counts_once()
    {
        var member = Given.Follower(Given.Paper, 1, 5);
        member.Core.Campaign();
        member.Run();

        member.Hear(Given.From(Given.Two, MessageKind.VoteAnswer, 2));
        member.Hear(Given.From(Given.Two, MessageKind.VoteAnswer, 2));

        member.Core.Role.Should().Be(Role.Candidate);
    }

    [Fact]
    public void A_vote_of_a_learner_or_a_stranger_does_not_count()
    {
        var membership = new Membership([Given.One, Given.Two, Given.Three], [new MemberId(4)]);
        var member = new TestMember(Given.Paper, membership);
        member.Core.Campaign();
        member.Run();

        member.Hear(Given.From(new MemberId(4), MessageKind.VoteAnswer, 1));
        member.Hear(Given.From(new MemberId(9), MessageKind.VoteAnswer, 1));

        member.Core.Role.Should().Be(Role.Candidate);
    }

    [Fact]
    public void A_majority_of_refusals_ends_the_candidacy()
    {
        var member = Given.Follower(Given.Paper);
        member.Core.Campaign();
        member.Run();

        member.Hear(Given.From(Given.Two, MessageKind.VoteAnswer, 2) with { Rejected = true });
        member.Core.Role.Should().Be(Role.Candidate);
        member.Hear(Given.From(Given.Three, MessageKind.VoteAnswer, 2) with { Rejected = true });

        member.Core.Role.Should().Be(Role.Follower);
    }

    [Fact]
    public void A_candidate_that_hears_from_the_leader_of_its_term_follows_it()
    {
        var member = Given.Follower(Given.Paper);
        member.Core.Campaign();
        member.Run();

        member.Hear(Given.Append(Given.Two, 2, 0, 0, 0));

        member.Core.Role.Should().Be(Role.Follower);
        member.Core.Leader.Should().Be(Given.Two);
    }

    [Fact]
    public void A_candidate_without_an_outcome_begins_another_election()
    {
        var member = Given.Follower(Given.Paper);
        member.Tick(10);

        var sent = member.Tick(10);

        member.Core.Term.Value.Should().Be(3);
        sent.Should().HaveCount(2).And.AllSatisfy(message => message.Kind.Should().Be(MessageKind.Vote));
    }

    [Fact]
    public void A_member_votes_once_a_term_first_come_first_served()
    {
        var member = Given.Follower(Given.Paper);

        var first = member.Hear(Given.Vote(Given.Two, 2, 0, 0));
        var other = member.Hear(Given.Vote(Given.Three, 2, 0, 0));
        var again = member.Hear(Given.Vote(Given.Two, 2, 0, 0));
        var next = member.Hear(Given.Vote(Given.Three, 3, 0, 0));

        first.Should().ContainSingle().Which.Rejected.Should().BeFalse();
        other.Should().ContainSingle().Which.Rejected.Should().BeTrue();
        again.Should().ContainSingle().Which.Rejected.Should().BeFalse();
        next.Should().ContainSingle().Which.Rejected.Should().BeFalse();
    }

    [Fact]
    public void A_restarted_member_knows_its_vote()
    {
        var member = Given.Follower(Given.Paper);
        member.Hear(Given.Vote(Given.Two, 2, 0, 0));

        member.Restart();
        var other = member.Hear(Given.Vote(Given.Three, 2, 0, 0));

        other.Should().ContainSingle().Which.Rejected.Should().BeTrue();
    }

    [Theory]
    [InlineData(1, 2, false)]
    [InlineData(1, 9, false)]
    [InlineData(2, 1, false)]
    [InlineData(2, 2, true)]
    [InlineData(2, 3, true)]
    [InlineData(3, 1, true)]
    public void A_vote_goes_only_to_a_log_that_is_at_least_as_up_to_date(long lastTerm, long lastIndex, bool isGranted)
    {
        var member = Given.Follower(Given.Paper, 5, 3, 0, 1, 2);

        var answer = member.Hear(Given.Vote(Given.Two, 6, lastIndex, lastTerm));

        answer.Should().ContainSingle().Which.Rejected.Should().Be(!isGranted);
    }

    [Fact]
    public void A_vote_of_an_older_term_is_not_answered_with_a_vote()
    {
        var member = Given.Follower(Given.Paper, 5);

        member.Hear(Given.Vote(Given.Two, 4, 9, 4)).Should().BeEmpty();
    }
}
