using System.Collections.Concurrent;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Conformance;
using MiniKube.Store.Tests.Recovery;

namespace MiniKube.Store.Tests.Clusters;

public sealed class ClusterTests
{
    [Fact]
    public async Task Every_member_reads_what_was_acknowledged_by_any()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await Cluster.StartAsync(3, new StoreOptions(), cancellationToken);
        for (var write = 0; write < 60; write++)
        {
            await cluster[1 + (write % 3)].PutAsync("a", $"{write}", cancellationToken);

            (await cluster[1 + ((write + 1) % 3)].GetAsync("a", cancellationToken))!.Text.Should().Be($"{write}");
        }
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_while_members_lose_power_one_after_the_other()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var random = new Random(5);
        await using var cluster = await Cluster.StartAsync(3, TestStores.Small with { HistoryBytesMax = 20 << 10 }, cancellationToken);
        var acknowledged = new ConcurrentDictionary<string, int>();
        for (var round = 1; round <= 6; round++)
        {
            var victim = round % 2 == 0 ? await cluster.LeaderAsync(cancellationToken) : 1 + random.Next(3);
            var others = new[] { 1, 2, 3 }.Where(number => number != victim).ToArray();
            var until = round * 25;
            var writing = Task.WhenAll(Enumerable.Range(0, 8).Select(writer =>
                WriteAsync(cluster[others[writer % 2]], $"k{writer}", until, acknowledged, cancellationToken)));
            await cluster.KillAsync(victim, random);
            await writing;
            await cluster.StartAsync(victim, cancellationToken);

            foreach (var (key, value) in acknowledged)
            {
                var found = await cluster[victim].GetAsync(key, cancellationToken);
                Number(found!).Should().BeGreaterThanOrEqualTo(value, $"{key} was acknowledged before round {round} ended");
            }
        }

        acknowledged.Values.Should().AllBeEquivalentTo(150);
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_lets_no_lease_be_renewed()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await Cluster.StartAsync(3, TestStores.Small, cancellationToken);
        var leader = await cluster.LeaderAsync(cancellationToken);
        var lease = (await cluster[leader].Leases.GrantAsync(default, 60, cancellationToken)).Lease;
        (await cluster[leader].Leases.KeepAliveAsync(lease, cancellationToken)).Should().Be(60);

        cluster.Network.CutOff(new MemberId((ulong)leader));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewing = cluster[leader].Leases.KeepAliveAsync(lease, patience.Token).AsTask();
        var other = leader % 3 + 1;
        await cluster[other].PutAsync("a", "1", cancellationToken);
        (await cluster[other].Leases.KeepAliveAsync(lease, cancellationToken)).Should().Be(60, "there is another leader by now");

        renewing.IsCompletedSuccessfully.Should().BeFalse("who cannot ask a majority may have been replaced");
        await patience.CancelAsync();
        await FluentActions.Awaiting(() => renewing).Should().ThrowAsync<Exception>();
    }

    [Fact]
    public async Task A_leader_that_goes_hands_over_to_another_first()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await Cluster.StartAsync(3, TestStores.Small, cancellationToken);
        var leader = await cluster.LeaderAsync(cancellationToken);
        var follower = leader % 3 + 1;

        await cluster[follower].HandOverAsync(cancellationToken);
        cluster[leader].IsLeading.Should().BeTrue("a follower has nothing to hand over");
        await cluster[leader].HandOverAsync(cancellationToken);

        cluster[leader].IsLeading.Should().BeFalse();
        var status = await cluster[leader].Members.StatusAsync(cancellationToken);
        status.Leader.Should().NotBe(MemberId.None).And.NotBe(new MemberId((ulong)leader));
        await cluster[leader].PutAsync("a", "1", cancellationToken);
    }

    [Fact]
    public async Task A_leader_without_others_is_not_held_up_when_it_goes()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await Cluster.StartAsync(3, TestStores.Small, cancellationToken);
        var leader = await cluster.LeaderAsync(cancellationToken);
        cluster.Network.CutOff(new MemberId((ulong)leader));

        await cluster[leader].HandOverAsync(cancellationToken);
    }

    [Fact]
    public async Task A_member_that_was_away_for_long_gets_a_snapshot_and_then_the_log()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var options = TestStores.Small with { HistoryBytesMax = 20 << 10, LogBytesForLaggards = 64 << 10 };
        await using var cluster = await Cluster.StartAsync(3, options, cancellationToken);
        await cluster.KillAsync(3, new Random(1));
        for (var write = 0; write < 300; write++)
        {
            await cluster[1].PutAsync($"k{write % 20}", $"{write} {new string('x', 4000)}", cancellationToken);
        }

        await cluster.StartAsync(3, cancellationToken);

        var expected = await TestStores.DumpAsync(cluster[1], cancellationToken);
        (await TestStores.DumpAsync(cluster[3], cancellationToken)).Should().Equal(expected);
        cluster[3].Compacted.Should().BeGreaterThan(new Revision(2), "its history begins with the snapshot");
        await cluster.KillAsync(3, new Random(2));
        await cluster.StartAsync(3, cancellationToken);
        (await TestStores.DumpAsync(cluster[3], cancellationToken)).Should().Equal(expected);
    }

    [Fact]
    public async Task A_member_cut_off_from_the_others_answers_only_what_may_be_stale()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await Cluster.StartAsync(3, new StoreOptions(), cancellationToken);
        var leader = await cluster.LeaderAsync(cancellationToken);
        await cluster[leader].PutAsync("a", "1", cancellationToken);
        cluster.Network.CutOff(new MemberId((ulong)leader));
        var other = (leader % 3) + 1;
        await cluster[other].PutAsync("a", "2", cancellationToken);

        var stale = await cluster[leader].RangeAsync(new RangeRequest(KeyRange.Single(Key.From("a"))) { Serializable = true }, cancellationToken);
        var reading = cluster[leader].GetAsync("a", cancellationToken);

        stale.Items.Single().Text.Should().Be("1");
        reading.IsCompleted.Should().BeFalse();
        cluster.Network.Heal(new MemberId((ulong)leader));
        (await reading)!.Text.Should().Be("2");
    }

    [Fact]
    public async Task A_member_joins_as_a_learner_is_promoted_and_takes_over()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await Cluster.StartAsync(1, new StoreOptions(), cancellationToken);
        await cluster[1].PutAsync("a", "1", cancellationToken);
        var added = await cluster[1].Members.AddAsync(["https://m2:2380"], isLearner: true, cancellationToken);
        var joined = await cluster.JoinAsync(added.Id, cancellationToken);
        (await joined.GetAsync("a", cancellationToken))!.Text.Should().Be("1");
        await PromoteAsync(cluster[1], added.Id, cancellationToken);

        await TransferAsync(cluster[1], added.Id, cancellationToken);

        (await joined.Members.StatusAsync(cancellationToken)).Leader.Should().Be(added.Id);
        await joined.Members.RemoveAsync(new MemberId(1), cancellationToken);
        await joined.PutAsync("a", "2", cancellationToken);
        (await joined.Members.ListAsync(cancellationToken)).Should().ContainSingle().Which.Contact.PeerAddresses.Should().Equal("https://m2:2380");
    }

    [Fact]
    public async Task A_write_that_is_lost_on_its_way_to_the_leader_is_done_all_the_same_and_once()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await Cluster.StartAsync(3, new StoreOptions(), cancellationToken);
        var leader = await cluster.LeaderAsync(cancellationToken);
        var follower = (leader % 3) + 1;
        await cluster[follower].PutAsync("a", "0", cancellationToken);
        var losses = 0;
        cluster.Network.Loses = message => message.Kind == MessageKind.Propose && Interlocked.Increment(ref losses) == 1;

        await Task.WhenAll(Enumerable.Range(1, 20).Select(write => cluster[follower].PutAsync($"k{write}", new string('x', 1000), cancellationToken)));

        var written = await cluster[leader].RangeAsync(new RangeRequest(KeyRange.Prefix(Key.From("k"))), cancellationToken);
        losses.Should().BeGreaterThan(19, "each write is a message, and one more takes the place of the lost one");
        written.Items.Should().HaveCount(20).And.OnlyContain(item => item.Version == 1);
    }

    [Fact]
    public async Task Who_asks_for_a_transfer_that_is_not_taken_hears_so_and_the_leader_goes_on()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await Cluster.StartAsync(3, new StoreOptions(), cancellationToken);
        var leader = await cluster.LeaderAsync(cancellationToken);
        var heir = new MemberId((ulong)((leader % 3) + 1));
        cluster.Network.CutOff(heir);

        var transferring = () => cluster[leader].Members.TransferAsync(heir, cancellationToken).AsTask();

        (await transferring.Should().ThrowAsync<MembershipException>()).Which.Reason.Should().Be(MembershipRefusal.NotTransferred);
        await cluster[leader].PutAsync("a", "1", cancellationToken);
        cluster[leader].IsLeading.Should().BeTrue();
    }

    [Fact]
    public async Task A_learner_is_not_given_the_lead()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await Cluster.StartAsync(1, new StoreOptions(), cancellationToken);
        await cluster.LeaderAsync(cancellationToken);
        var added = await cluster[1].Members.AddAsync(["https://m2:2380"], isLearner: true, cancellationToken);

        var transferring = () => cluster[1].Members.TransferAsync(added.Id, cancellationToken).AsTask();

        (await transferring.Should().ThrowAsync<MembershipException>()).Which.Reason.Should().Be(MembershipRefusal.NotVoter);
    }

    [Fact]
    public async Task A_watch_on_a_member_that_skips_history_is_told_that_it_was_compacted()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var options = TestStores.Small with { HistoryBytesMax = 20 << 10, LogBytesForLaggards = 64 << 10 };
        await using var cluster = await Cluster.StartAsync(3, options, cancellationToken);
        var leader = await cluster.LeaderAsync(cancellationToken);
        var away = (leader % 3) + 1;
        await cluster[leader].PutAsync("a", "1", cancellationToken);
        (await cluster[away].GetAsync("a", cancellationToken))!.Text.Should().Be("1");
        var watching = cluster[away].WatchAsync("k", Revision.Zero, int.MaxValue, cancellationToken);
        cluster.Network.CutOff(new MemberId((ulong)away));
        for (var write = 0; write < 300; write++)
        {
            await cluster[leader].PutAsync($"k{write % 20}", $"{write} {new string('x', 4000)}", cancellationToken);
        }

        cluster.Network.Heal(new MemberId((ulong)away));

        await FluentActions.Awaiting(() => watching).Should().ThrowAsync<CompactedException>();
    }

    /// <summary>An election timeout is 200 ms here, in which a busy machine may not let the heir run at all: the operator hears so, and asks again.</summary>
    private static async Task TransferAsync(EmbeddedStore leader, MemberId heir, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await leader.Members.TransferAsync(heir, cancellationToken);
                return;
            }
            catch (MembershipException refusal) when (refusal.Reason == MembershipRefusal.NotTransferred)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task PromoteAsync(EmbeddedStore leader, MemberId learner, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await leader.Members.PromoteAsync(learner, cancellationToken);
                return;
            }
            catch (MembershipException refusal) when (refusal.Reason == MembershipRefusal.LearnerNotReady)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task WriteAsync(
        EmbeddedStore store, string key, int until, ConcurrentDictionary<string, int> acknowledged, CancellationToken cancellationToken)
    {
        while (acknowledged.GetValueOrDefault(key) < until)
        {
            var value = acknowledged.GetValueOrDefault(key) + 1;
            await store.PutAsync(key, $"{value} {new string('x', 300)}", cancellationToken);
            acknowledged[key] = value;
        }
    }

    private static int Number(KeyValue item) => int.Parse(item.Text.AsSpan(0, item.Text.IndexOf(' ')));
}
