using MiniKube.Raft.Tests.Clusters;

namespace MiniKube.Raft.Tests;

public sealed class ClusterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void What_a_leader_is_proposed_is_applied_by_all_in_the_same_order(int voters)
    {
        var cluster = new TestCluster(voters);

        cluster.Elect(1);
        cluster.Propose(1, "a", "b");
        cluster.Propose(1, "c");

        cluster.Members.Should().AllSatisfy(member => cluster.Applied((int)member.Id.Value).Should().Equal("a", "b", "c"));
    }

    [Fact]
    public void Without_a_leader_one_is_elected_within_two_election_timeouts()
    {
        var cluster = new TestCluster(3);

        cluster.Tick(20);

        cluster.Members.Should().ContainSingle(member => member.Core.Role == Role.Leader);
        cluster.Members.Should().AllSatisfy(member => member.Core.Leader.Should().Be(new MemberId(1)));
    }

    [Fact]
    public void A_follower_that_was_away_catches_up()
    {
        var cluster = new TestCluster(3);
        cluster.Elect(1);
        cluster.Isolate(3);
        cluster.Propose(1, "a", "b", "c");

        cluster.Heal();
        cluster.Tick(2);

        cluster.Applied(3).Should().Equal("a", "b", "c");
    }

    [Fact]
    public void A_follower_behind_the_log_gets_the_snapshot_and_goes_on_from_there()
    {
        var cluster = new TestCluster(3);
        var leader = cluster.Elect(1);
        cluster.Isolate(3);
        cluster.Propose(1, "a", "b", "c");
        leader.Log.Compact(new LogIndex(3), leader.Core.Membership);

        cluster.Heal();
        cluster.Tick(2);
        leader.Core.ReportSnapshot(new MemberId(3), delivered: true);
        cluster.Propose(1, "d");

        cluster[3].Log.Snapshot.Should().Be(leader.Log.Snapshot);
        cluster.Applied(3).Should().Equal("c", "d");
    }

    [Fact]
    public void Reads_are_answered_on_every_member_after_one_round()
    {
        var cluster = new TestCluster(3);
        cluster.Elect(1);
        cluster.Propose(1, "a");

        cluster[1].Core.ReadIndex(7);
        cluster[2].Core.ReadIndex(8);
        cluster.Settle();

        cluster[1].Reads.Should().Equal(new ReadState(7, new LogIndex(2)));
        cluster[2].Reads.Should().Equal(new ReadState(8, new LogIndex(2)));
    }
}
