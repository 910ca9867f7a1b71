using MiniKube.Raft.Tests.Clusters;

namespace MiniKube.Raft.Tests.Papers;

/// <summary>Proposals on a follower reach the leader once at most.</summary>
public sealed class ForwardingTests
{
    [Fact]
    public void A_forwarded_command_comes_back_as_an_entry()
    {
        var cluster = new TestCluster(3);
        cluster.Elect(1);

        cluster[2].Core.Forward(Given.Command("x"), out _).Should().Be(ProposeResult.Accepted);
        cluster.Settle();

        cluster.Applied(2).Should().Equal("x");
    }

    [Fact]
    public void A_message_that_comes_twice_is_one_entry()
    {
        var cluster = new TestCluster(3);
        cluster.Elect(1);
        cluster[2].Core.Forward(Given.Command("x"), out _);
        cluster.Settle();
        var forwarded = cluster.Delivered.Single(message => message.Kind == MessageKind.Propose);

        cluster[1].Core.Step(forwarded);
        cluster.Settle();

        cluster.Applied(1).Should().Equal("x");
    }

    [Fact]
    public void A_forwarded_command_that_is_lost_can_be_sent_again()
    {
        var cluster = new TestCluster(3);
        cluster.Elect(1);
        cluster.Isolate(2);
        cluster[2].Core.Forward(Given.Command("x"), out var number);
        cluster.Settle();
        cluster.Heal();

        cluster[2].Core.ForwardAgain(Given.Command("x"), number);
        cluster.Settle();
        cluster[2].Core.ForwardAgain(Given.Command("x"), number);
        cluster.Settle();

        cluster.Applied(2).Should().Equal("x");
    }

    [Fact]
    public void A_message_of_an_older_term_is_no_entry()
    {
        var cluster = new TestCluster(3);
        cluster.Elect(1);
        cluster[2].Core.Forward(Given.Command("x"), out _);
        var late = cluster[2].Run().Single(message => message.Kind == MessageKind.Propose);
        cluster[1].Core.TransferTo(Given.Three);
        cluster.Settle();
        cluster[3].Core.TransferTo(Given.One);
        cluster.Settle();

        cluster[1].Core.Step(late);
        cluster.Settle();

        cluster.Applied(1).Should().BeEmpty();
    }

    [Fact]
    public void A_leader_that_cannot_take_a_command_says_so_and_its_repetition_is_not_taken_either()
    {
        var leader = Given.Leader(Given.Full with { UncommittedBytesMax = 100 });
        Given.Acknowledge(leader, Given.Two);
        leader.Core.Propose(new byte[200]);
        leader.Run();
        var forwarded = Given.From(Given.Two, MessageKind.Propose, 1) with
        {
            Context = 7,
            Entries = [new Entry(default, default, EntryKind.Command, Given.Command("x"))],
        };

        var refusal = leader.Hear(forwarded);
        Given.Acknowledge(leader, Given.Two);
        var last = leader.Core.Last;
        var again = leader.Hear(forwarded);

        refusal.Should().ContainSingle().Which.Should().Match<Message>(message => message.Kind == MessageKind.ProposeRefused && message.Context == 7);
        leader.Core.Last.Should().Be(last, "the asker was told no");
        again.Should().ContainSingle("the first refusal may be lost").Which.Should().Match<Message>(message => message.Kind == MessageKind.ProposeRefused && message.Context == 7);
    }

    [Fact]
    public void The_asker_hears_of_the_refusal()
    {
        var member = Given.Follower(Given.Full);
        member.Hear(Given.From(Given.Two, MessageKind.Heartbeat, 1));
        member.Core.Forward(Given.Command("x"), out var number);
        member.Run();

        member.Hear(Given.From(Given.Two, MessageKind.ProposeRefused, 1) with { Context = number });

        member.Refused.Should().Equal(number);
    }

    [Fact]
    public void Without_a_leader_nothing_is_forwarded() =>
        Given.Follower(Given.Full).Core.Forward(Given.Command("x"), out _).Should().Be(ProposeResult.NoLeader);
}
