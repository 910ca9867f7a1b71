using System.Collections.Concurrent;
using System.Collections.Immutable;
using Google.Protobuf;
using Grpc.Core;
using MiniKube.Peers.Protocol;
using MiniKube.Raft;
using MiniKube.Store;
using MiniKube.Store.Metrics;
using MiniKube.Store.Peers;
using Message = MiniKube.Raft.Message;

namespace MiniKube.Peers;

/// <summary>A member's ways to the others: one link for each, at the address that the membership says.</summary>
internal sealed class GrpcPeers(PeerCaller caller) : IPeers
{
    private readonly ConcurrentDictionary<MemberId, PeerLink> _links = new();
    private readonly ConcurrentBag<Task> _ending = [];
    private readonly Lock _changing = new();
    private ImmutableHashSet<MemberId> _members = [];
    private bool _isDisposed;

    public void Send(Message message)
    {
        if (_links.TryGetValue(message.To, out var link))
        {
            link.Letters.TrySend(PeerWords.Write(message));
        }
    }

    public void Send(SnapshotChunk chunk)
    {
        if (_links.TryGetValue(chunk.To, out var link))
        {
            link.Parts.TrySend(PeerWords.Write(chunk));
        }
    }

    public void Send(SnapshotAnswer answer)
    {
        if (_links.TryGetValue(answer.To, out var link))
        {
            link.Letters.TrySend(PeerWords.Write(answer));
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> AskAsync(MemberId to, ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        if (!_links.TryGetValue(to, out var link))
        {
            throw new StoreUnavailableException($"it is not known where member {to} is reached");
        }

        try
        {
            var asked = new Question { Data = UnsafeByteOperations.UnsafeWrap(question) };
            var answer = await link.Client.AskAsync(asked, PeerHandshake.Write(caller.Self, to), cancellationToken: cancellationToken);
            return answer.Data.Memory;
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new StoreUnavailableException($"member {to} has not answered: {exception.Status.Detail}", exception);
        }
    }

    public ImmutableSortedDictionary<MemberId, LatencySnapshot> RoundTrips =>
        _links.ToImmutableSortedDictionary(link => link.Key, link => link.Value.RoundTrip.Read());

    public void Update(ImmutableArray<StoreMember> members)
    {
        lock (_changing)
        {
            Volatile.Write(ref _members, [.. members.Select(member => member.Id)]);
            Change(members);
        }
    }

    /// <summary>Nothing is answered to who was removed, or is not known here yet.</summary>
    /// <exception cref="RpcException">The caller is not a member.</exception>
    public void CheckMember(MemberId from)
    {
        if (!Volatile.Read(ref _members).Contains(from))
        {
            throw new RpcException(new Status(StatusCode.Unavailable, $"{from} is not a member of this cluster, as far as this member knows"));
        }
    }

    /// <summary>
    /// Somebody has called, and so is there to be called: at once, whatever failed before. A member that joins learns from this where to answer,
    /// before it knows the membership.
    /// </summary>
    public void Meet(MemberId from, Uri? address)
    {
        if (_links.TryGetValue(from, out var link))
        {
            link.Letters.TryNow();
            return;
        }

        lock (_changing)
        {
            if (!_isDisposed && address is not null && !_links.ContainsKey(from))
            {
                _links[from] = new PeerLink(caller, from, address);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_changing)
        {
            _isDisposed = true;
        }

        foreach (var link in _links.Values)
        {
            await link.DisposeAsync();
        }

        await Task.WhenAll(_ending);
    }

    private void Change(ImmutableArray<StoreMember> members)
    {
        foreach (var (id, link) in _links)
        {
            if (members.FirstOrDefault(member => member.Id == id) is not { } member || AddressOf(member) != link.Address)
            {
                _links.TryRemove(id, out _);
                _ending.Add(link.DisposeAsync().AsTask());
            }
        }

        foreach (var member in members.Where(member => member.Id != caller.Self.Member && AddressOf(member) is not null))
        {
            if (!_links.ContainsKey(member.Id))
            {
                _links[member.Id] = new PeerLink(caller, member.Id, AddressOf(member)!);
            }
        }
    }

    private static Uri? AddressOf(StoreMember member) =>
        member.Contact.PeerAddresses is [var first, ..] && Uri.TryCreate(first, UriKind.Absolute, out var address) ? address : null;
}
