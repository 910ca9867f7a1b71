using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store;
using MiniKube.Store.Conformance;

namespace MiniKube.Peers.Tests;

public sealed class PeerNetworkTests
{
    [Fact]
    public async Task A_member_that_comes_back_at_another_address_is_found_and_catches_up()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = new PeerCluster();
        await cluster.StartAsync(cancellationToken);
        await cluster[1].PutAsync("a", "1", cancellationToken);
        await cluster.StopAsync(3);
        await cluster[1].PutAsync("a", "2", cancellationToken);

        await cluster.MoveAsync(3, told: 1, cancellationToken);

        (await cluster[3].GetAsync("a", cancellationToken))!.Text.Should().Be("2");
        await cluster.StopAsync(1);
        await cluster[3].PutAsync("a", "3", cancellationToken);
        (await cluster[2].GetAsync("a", cancellationToken))!.Text.Should().Be("3");
    }

    [Fact]
    public async Task A_member_that_joins_knows_nobody_and_answers_who_calls_it()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = new PeerCluster();
        await cluster.StartAsync(cancellationToken);
        await cluster[1].PutAsync("a", "1", cancellationToken);

        await cluster.JoinAsync(cancellationToken);

        (await cluster[4].GetAsync("a", cancellationToken))!.Text.Should().Be("1");
        await cluster[4].PutAsync("a", "2", cancellationToken);
        (await cluster[2].GetAsync("a", cancellationToken))!.Text.Should().Be("2");
    }

    [Fact]
    public async Task A_snapshot_travels_over_the_wire()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = new PeerCluster
        {
            Options = new StoreOptions
            {
                SegmentBytes = 1 << 20,
                TransactionBytesMax = 256 << 10,
                SnapshotAfterLogBytes = 2 << 20,
                LogBytesForLaggards = 1 << 20,
                HistoryBytesMax = 1 << 20,
            },
        };
        await cluster.StartAsync(cancellationToken);
        await cluster[1].PutAsync("a", "1", cancellationToken);
        await cluster.StopAsync(3);
        for (var write = 0; write < 200; write++)
        {
            await cluster[1].PutAsync($"k{write % 50}", $"{write} {new string('x', 100_000)}", cancellationToken);
        }

        await cluster.MoveAsync(3, told: 1, cancellationToken);

        var expected = await cluster[1].RangeAsync("", cancellationToken);
        var found = await cluster[3].RangeAsync("", cancellationToken);
        found.Items.Select(item => (item.Key, item.Text, item.ModRevision)).Should().Equal(expected.Items.Select(item => (item.Key, item.Text, item.ModRevision)));
        cluster[3].Compacted.Should().BeGreaterThan(new Revision(2), "its history begins with the snapshot");
    }

    [Theory]
    [InlineData(6, 1, 2)]
    [InlineData(5, 1, 3)]
    [InlineData(5, 0, 2)]
    public async Task A_call_for_another_member_or_cluster_is_refused(ulong cluster, ulong from, ulong to)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var files = new PeerFiles();
        var inbox = new RecordingInbox();
        await using var network = await PeerNetwork.StartAsync(files.OptionsFor("m2", 2), NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
        await using var peers = network.Join(new StoreIdentity(5, new MemberId(2)), inbox);
        using var channel = TestChannel.To(network.Address, files.OptionsFor("m1", 1), 2);

        var client = new Protocol.Peers.PeersClient(channel);
        var headers = PeerHandshake.Write(new StoreIdentity(cluster, new MemberId(from)), new MemberId(to));
        var asking = FluentActions.Awaiting(() => client.AskAsync(new Protocol.Question(), headers, cancellationToken: cancellationToken).ResponseAsync);

        (await asking.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.PermissionDenied);
        inbox.Taken.Should().Be(0);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var files = new PeerFiles();
        using var others = new PeerFiles();
        var inbox = new RecordingInbox();
        await using var network = await PeerNetwork.StartAsync(files.OptionsFor("m2", 2), NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
        await using var peers = network.Join(new StoreIdentity(5, new MemberId(2)), inbox);
        using var channel = TestChannel.To(network.Address, others.OptionsFor("m1", 1) with { AuthorityFile = files.OptionsFor("m1", 1).AuthorityFile }, 2);

        var client = new Protocol.Peers.PeersClient(channel);
        var headers = PeerHandshake.Write(new StoreIdentity(5, new MemberId(1)), new MemberId(2));
        var asking = FluentActions.Awaiting(() => client.AskAsync(new Protocol.Question(), headers, cancellationToken: cancellationToken).ResponseAsync);

        await asking.Should().ThrowAsync<RpcException>();
        inbox.Taken.Should().Be(0);
    }

    [Theory]
    [InlineData(1UL, 3UL)]
    [InlineData(0UL, 1UL)]
    public async Task Nobody_speaks_as_a_member_that_the_certificate_is_not_for(ulong certified, ulong said)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var files = new PeerFiles();
        var inbox = new RecordingInbox();
        await using var network = await PeerNetwork.StartAsync(files.OptionsFor("m2", 2), NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
        await using var peers = network.Join(new StoreIdentity(5, new MemberId(2)), inbox);
        using var channel = TestChannel.To(network.Address, files.OptionsFor("m1", certified), 2);

        var client = new Protocol.Peers.PeersClient(channel);
        using var call = client.Deliver(PeerHandshake.Write(new StoreIdentity(5, new MemberId(said)), new MemberId(2)), cancellationToken: cancellationToken);
        var sending = FluentActions.Awaiting(() => call.ResponseAsync);

        await sending.Should().ThrowAsync<RpcException>();
        inbox.Taken.Should().Be(0);
    }

    [Fact]
    public async Task Nobody_answers_in_the_place_of_another_member()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var files = new PeerFiles();
        await using var network = await PeerNetwork.StartAsync(files.OptionsFor("m3", 3), NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
        await using var peers = network.Join(new StoreIdentity(5, new MemberId(2)), new RecordingInbox());
        using var channel = TestChannel.To(network.Address, files.OptionsFor("m1", 1), to: 2);

        var client = new Protocol.Peers.PeersClient(channel);
        var headers = PeerHandshake.Write(new StoreIdentity(5, new MemberId(1)), new MemberId(2));
        var asking = FluentActions.Awaiting(() => client.AskAsync(new Protocol.Question(), headers, cancellationToken: cancellationToken).ResponseAsync);

        (await asking.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Contain("certificate");
    }

    [Fact]
    public async Task Who_was_removed_is_answered_no_question()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var files = new PeerFiles();
        var inbox = new RecordingInbox();
        await using var network = await PeerNetwork.StartAsync(files.OptionsFor("m2", 2), NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
        await using var peers = network.Join(new StoreIdentity(5, new MemberId(2)), inbox);
        peers.Update([new StoreMember(new MemberId(2), MemberContact.Unknown, false)]);
        using var channel = TestChannel.To(network.Address, files.OptionsFor("m1", 1), 2);

        var client = new Protocol.Peers.PeersClient(channel);
        var headers = PeerHandshake.Write(new StoreIdentity(5, new MemberId(1)), new MemberId(2));
        var asking = FluentActions.Awaiting(() => client.AskAsync(new Protocol.Question(), headers, cancellationToken: cancellationToken).ResponseAsync);

        (await asking.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Contain("not a member");
        inbox.Taken.Should().Be(0);
    }

    [Fact]
    public async Task Replaced_certificates_count_from_the_next_connection_on_and_broken_ones_never()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var files = new PeerFiles();
        await using var network = await PeerNetwork.StartAsync(files.OptionsFor("m2", 2), NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
        await using var peers = network.Join(new StoreIdentity(5, new MemberId(2)), new RecordingInbox());
        peers.Update([new StoreMember(new MemberId(1), MemberContact.Unknown, false)]);
        var client = files.OptionsFor("m1", 1);
        await AskAsync(to: 2);

        var replaced = files.OptionsFor("m2", 7);
        await AskAsync(to: 7);
        await FluentActions.Awaiting(() => AskAsync(to: 2)).Should().ThrowAsync<RpcException>("the old certificate is gone");

        await File.WriteAllTextAsync(replaced.CertificateFile, "half", cancellationToken);
        await AskAsync(to: 7);

        async Task AskAsync(ulong to)
        {
            using var channel = TestChannel.To(network.Address, client, to);
            var headers = PeerHandshake.Write(new StoreIdentity(5, new MemberId(1)), new MemberId(2));
            await new Protocol.Peers.PeersClient(channel).AskAsync(new Protocol.Question(), headers, cancellationToken: cancellationToken);
        }
    }
}
