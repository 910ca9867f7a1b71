using MiniKube.Raft.Tests.Clusters;

namespace MiniKube.Raft.Tests.Papers;

/// <summary>Figure 2, rules for all servers, and what must be on stable storage.</summary>
public sealed class AllServersTests
{
    [Theory]
    [InlineData(MessageKind.Vote, long.MaxValue)]
    [InlineData(MessageKind.Heartbeat, long.MaxValue - 1)]
    [InlineData(MessageKind.AppendAnswer, long.MaxValue / 2)]
    [InlineData(MessageKind.PreVote, 1L << 42)]
    public void A_term_that_no_cluster_can_have_come_to_is_refused(MessageKind kind, long term)
    {
        var member = Given.Follower(Given.Full);
        var before = member.Core.Term;

        member.Core.Step(Given.From(Given.Two, kind, term)).Should().BeFalse();

        member.Run().Should().BeEmpty();
        member.Core.Term.Should().Be(before);
        member.Core.Step(Given.From(Given.Two, MessageKind.Heartbeat, 1L << 30)).Should().BeTrue("a member that was away for long believes much");
    }

    [Fact]
    public void A_member_starts_as_follower() => Given.Follower(Given.Paper).Core.Role.Should().Be(Role.Follower);

    [Theory]
    [InlineData(Role.Follower)]
    [InlineData(Role.Candidate)]
    [InlineData(Role.Leader)]
    public void Whoever_hears_of_a_higher_term_takes_it_over_and_follows(Role role)
    {
        var member = In(role);

        member.Hear(Given.Append(Given.Two, 9, 0, 0, 0));

        member.Core.Term.Value.Should().Be(9);
        member.Core.Role.Should().Be(Role.Follower);
        member.Core.Leader.Should().Be(Given.Two);
        member.Log.HardState.Term.Value.Should().Be(9);
    }

    [Fact]
    public void A_message_of_an_older_term_changes_nothing()
    {
        var member = Given.Follower(Given.Paper, 5, 3, 0, 1, 1);

        var answers = member.Hear(Given.Append(Given.Two, 4, 0, 0, 2, Given.Entry(1, 4)));

        member.Core.Term.Value.Should().Be(5);
        member.Core.Leader.Should().Be(MemberId.None);
        member.Log.Entries.Select(entry => entry.Term.Value).Should().Equal(1, 1);
        answers.Should().ContainSingle().Which.Should().Match<Message>(answer => answer.Rejected && answer.Term.Value == 5);
    }

    [Fact]
    public void What_is_committed_is_applied_in_order()
    {
        var member = Given.Follower(Given.Paper, 1, 3, 0, 1, 1, 1);

        member.Hear(Given.Append(Given.Two, 1, 3, 1, 2));
        member.Hear(Given.Append(Given.Two, 1, 3, 1, 3));

        member.Applied.Select(entry => entry.Index.Value).Should().Equal(1, 2, 3);
    }

    [Fact]
    public void A_restarted_member_applies_again_what_it_knew_to_be_committed()
    {
        var member = Given.Follower(Given.Paper, 1, 3, 2, 1, 1, 1);

        member.Applied.Select(entry => entry.Index.Value).Should().Equal(1, 2);
    }

    [Fact]
    public void A_vote_and_its_term_are_persisted_before_they_are_answered()
    {
        var core = Given.Follower(Given.Paper).Core;

        core.Step(Given.Vote(Given.Two, 2, 0, 0));
        var ready = core.TakeReady();

        ready.HardState.Should().Be(new HardState(new Term(2), Given.Two, LogIndex.Zero));
        ready.MustSync.Should().BeTrue();
        ready.SendBeforePersisting.Should().BeEmpty();
        ready.SendAfterPersisting.Should().ContainSingle().Which.Kind.Should().Be(MessageKind.VoteAnswer);
    }

    [Fact]
    public void Entries_are_persisted_before_they_are_acknowledged()
    {
        var core = Given.Follower(Given.Paper).Core;

        core.Step(Given.Append(Given.Two, 1, 0, 0, 0, Given.Entry(1, 1)));
        var ready = core.TakeReady();

        ready.Entries.Should().ContainSingle();
        ready.MustSync.Should().BeTrue();
        ready.SendBeforePersisting.Should().BeEmpty();
        ready.SendAfterPersisting.Should().ContainSingle().Which.Kind.Should().Be(MessageKind.AppendAnswer);
    }

    [Fact]
    public void A_commit_index_alone_needs_no_sync()
    {
        var core = Given.Follower(Given.Paper, 1, 3, 0, 1).Core;
        core.Step(Given.Append(Given.Two, 1, 1, 1, 0));
        core.Advance(core.TakeReady());

        core.Step(Given.Append(Given.Two, 1, 1, 1, 1));
        var ready = core.TakeReady();

        ready.HardState!.Value.Committed.Value.Should().Be(1);
        ready.MustSync.Should().BeFalse();
    }

    [Fact]
    public void A_leader_says_nothing_in_a_term_that_it_could_forget()
    {
        var learners = new Membership([Given.One], [Given.Two]);
        var core = new TestMember(Given.Paper, learners).Core;

        core.Campaign();
        var ready = core.TakeReady();

        core.Role.Should().Be(Role.Leader);
        ready.SendBeforePersisting.Should().BeEmpty("alone it wins at once, before its disk knows of the term");
        ready.SendAfterPersisting.Should().Contain(message => message.Kind == MessageKind.Append);
    }

    [Fact]
    public void A_log_that_ends_before_what_was_committed_is_refused()
    {
        var log = new MemoryLog { HardState = new HardState(new Term(1), MemberId.None, new LogIndex(3)) };

        var start = () => new TestMember(Given.Paper, Membership.Of(Given.One), 0, log);

        start.Should().Throw<RaftInvariantException>().WithMessage("*ends at 0*");
    }

    [Fact]
    public void A_committed_entry_cannot_change()
    {
        var member = Given.Follower(Given.Paper, 1, 3, 2, 1, 1);

        member.Hear(Given.Append(Given.Two, 2, 1, 1, 0, Given.Entry(2, 2)));

        member.Log[new LogIndex(2)].Term.Value.Should().Be(1);
    }

    [Fact]
    public void Two_leaders_in_one_term_stop_the_member()
    {
        var member = Given.Follower(Given.Paper);
        member.Hear(Given.Append(Given.Two, 1, 0, 0, 0));

        var hear = () => member.Core.Step(Given.Append(Given.Three, 1, 0, 0, 0));

        hear.Should().Throw<RaftInvariantException>().WithMessage("*two leaders*");
    }

    [Fact]
    public void A_malformed_message_does_no_harm()
    {
        var member = Given.Follower(Given.Paper);

        member.Hear(Given.Append(Given.Two, 1, 0, 0, 0, Given.Entry(2, 1)));
        member.Hear(Given.Append(Given.Two, 1, 0, 0, 0, Given.Entry(1, 5)));
        member.Hear(Given.From(MemberId.None, MessageKind.Vote, 5));
        member.Hear(Given.From(Given.Two, (MessageKind)200, 5));
        member.Hear(Given.From(Given.Two, MessageKind.Snapshot, 5));
        member.Hear(Given.Vote(Given.Two, 5, 0, 0) with { To = Given.Three });

        member.Core.Term.Value.Should().Be(1);
        member.Core.Last.Value.Should().Be(0);
    }

    private static TestMember In(Role role)
    {
        if (role == Role.Leader)
        {
            return Given.Leader(Given.Paper);
        }

        var member = Given.Follower(Given.Paper);
        if (role == Role.Candidate)
        {
            member.Core.Campaign();
            member.Run();
        }

        member.Core.Role.Should().Be(role);
        return member;
    }
}
