using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Grpc.Core;
using MiniKube.Etcd.Client;
using MiniKube.Raft;
using MiniKube.Store;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Operators;

/// <summary>What an operator asks of a store that runs, through its etcd front. Nothing is tried twice that could have taken effect.</summary>
public sealed class StoreOperator : IDisposable
{
    private readonly ImmutableArray<EtcdEndpoint> _endpoints;
    private readonly EtcdStoreOptions _options;
    private readonly TimeProvider _time;

    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public StoreOperator(EtcdStoreOptions options, TimeProvider time)
    {
        options.Validate();
        _options = options;
        _time = time;
        _endpoints = [.. options.Endpoints.Select(address => EtcdEndpoint.Open(address, options))];
    }

    /// <summary>The state of now of the first server, as a sealed snapshot.</summary>
    /// <exception cref="OperationFailedException">It came to no end.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> SnapshotAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var endpoint = _endpoints[0];
        using var running = endpoint.Maintenance.Snapshot(new Wire.SnapshotRequest(), cancellationToken: cancellationToken);
        while (await MoveNextAsync(endpoint, running.ResponseStream, cancellationToken))
        {
            yield return running.ResponseStream.Current.Blob.Memory;
        }
    }

    /// <exception cref="OperationFailedException">No server answers, or one refuses.</exception>
    public async Task<ImmutableArray<MemberRow>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await CallAsync(
            (endpoint, call) => endpoint.Cluster.MemberListAsync(new Wire.MemberListRequest { Linearizable = true }, call), cancellationToken);
        var status = await StatusAsync(cancellationToken);
        return [.. answer.Members.Select(member => new MemberRow(Read(member), member.Id == status.Leader))];
    }

    /// <summary>Takes in a member that is to be started then; says who it is, and in which cluster.</summary>
    /// <exception cref="OperationFailedException">No server answers, or one refuses.</exception>
    public async Task<(StoreIdentity Identity, StoreMember Member)> AddAsync(ImmutableArray<string> peerAddresses, bool isLearner, CancellationToken cancellationToken)
    {
        var request = new Wire.MemberAddRequest { IsLearner = isLearner };
        request.PeerUrls.AddRange(peerAddresses);
        var answer = await CallAsync((endpoint, call) => endpoint.Cluster.MemberAddAsync(request, call), cancellationToken);
        var member = Read(answer.Member);
        return (new StoreIdentity(answer.Header.ClusterId, member.Id), member);
    }

    /// <exception cref="OperationFailedException">No server answers, or one refuses.</exception>
    public Task RemoveAsync(MemberId member, CancellationToken cancellationToken) => CallAsync(
        (endpoint, call) => endpoint.Cluster.MemberRemoveAsync(new Wire.MemberRemoveRequest { Id = member.Value }, call), cancellationToken);

    /// <exception cref="OperationFailedException">No server answers, or one refuses.</exception>
    public Task PromoteAsync(MemberId member, CancellationToken cancellationToken) => CallAsync(
        (endpoint, call) => endpoint.Cluster.MemberPromoteAsync(new Wire.MemberPromoteRequest { Id = member.Value }, call), cancellationToken);

    /// <summary>Makes another member the leader: asks the one that leads, wherever it is reached, and returns when the other leads.</summary>
    /// <exception cref="OperationFailedException">No server answers, one refuses, or the lead was not taken.</exception>
    public async Task TransferAsync(MemberId target, CancellationToken cancellationToken)
    {
        var request = new Wire.MoveLeaderRequest { TargetId = target.Value };
        var status = await StatusAsync(cancellationToken);
        if (status.Header.MemberId == status.Leader)
        {
            await CallAsync((endpoint, call) => endpoint.Maintenance.MoveLeaderAsync(request, call), cancellationToken);
            return;
        }

        var leader = (await ListAsync(cancellationToken)).FirstOrDefault(row => row.IsLeader)?.Member.Contact
            ?? throw new OperationFailedException("the store has no leader just now: try again");
        if (leader.ClientAddresses.IsEmpty)
        {
            throw new OperationFailedException($"only the leader can do this, and {leader.Name} serves no clients: give its --etcd-listen an address, or ask it there");
        }

        using var there = new StoreOperator(_options with { Endpoints = [.. leader.ClientAddresses.Select(address => new Uri(address))] }, _time);
        await there.CallAsync((endpoint, call) => endpoint.Maintenance.MoveLeaderAsync(request, call), cancellationToken);
    }

    public void Dispose()
    {
        foreach (var endpoint in _endpoints)
        {
            endpoint.Dispose();
        }
    }

    private static StoreMember Read(Wire.Member member) => new(
        new MemberId(member.Id), new MemberContact(member.Name, [.. member.PeerUrls], [.. member.ClientUrls]), member.IsLearner);

    private static async Task<bool> MoveNextAsync(
        EtcdEndpoint endpoint, IAsyncStreamReader<Wire.SnapshotResponse> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new OperationFailedException(endpoint.Address, exception);
        }
    }

    private Task<Wire.StatusResponse> StatusAsync(CancellationToken cancellationToken) =>
        CallAsync((endpoint, call) => endpoint.Maintenance.StatusAsync(new Wire.StatusRequest(), call), cancellationToken);

    /// <summary>Calls the first server that can be reached.</summary>
    private async Task<T> CallAsync<T>(Func<EtcdEndpoint, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
    {
        for (var position = 0; ; position++)
        {
            var endpoint = _endpoints[position];
            try
            {
                var deadline = _time.GetUtcNow().UtcDateTime + _options.RequestTimeout;
                using var running = call(endpoint, new CallOptions(deadline: deadline, cancellationToken: cancellationToken));
                return await running;
            }
            catch (RpcException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (position + 1 == _endpoints.Length || !EtcdRefusals.WasNeverSent(exception))
                {
                    throw new OperationFailedException(endpoint.Address, exception);
                }
            }
        }
    }
}
