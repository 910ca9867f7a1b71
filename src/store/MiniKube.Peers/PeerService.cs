using Google.Protobuf;
using Grpc.Core;
using MiniKube.Peers.Protocol;
using MiniKube.Raft;
using MiniKube.Store;
using MiniKube.Store.Peers;

namespace MiniKube.Peers;

/// <summary>Takes in what other members say.</summary>
internal sealed class PeerService : Protocol.Peers.PeersBase
{
    private Joined? _joined;

    private Joined Self => Volatile.Read(ref _joined)
        ?? throw new RpcException(new Status(StatusCode.Unavailable, "this member is not ready yet"));

    /// <summary>From now on there is somebody to take it in.</summary>
    public void Join(StoreIdentity identity, IPeerInbox inbox, GrpcPeers peers) => Volatile.Write(ref _joined, new Joined(identity, inbox, peers));

    public override async Task<Delivered> Deliver(IAsyncStreamReader<Frame> requestStream, ServerCallContext context)
    {
        var self = Self;
        var from = PeerHandshake.Check(context, self.Identity);
        self.Peers.Meet(from, PeerHandshake.AddressOf(context.RequestHeaders));
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            foreach (var letter in requestStream.Current.Letters)
            {
                Take(letter, self, from);
            }
        }

        return new Delivered();
    }

    public override async Task<Delivered> DeliverSnapshot(IAsyncStreamReader<SnapshotPart> requestStream, ServerCallContext context)
    {
        var self = Self;
        var from = PeerHandshake.Check(context, self.Identity);
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            self.Inbox.Receive(PeerWords.Read(requestStream.Current, from, self.Identity.Member));
        }

        return new Delivered();
    }

    public override async Task<Answer> Ask(Question request, ServerCallContext context)
    {
        var self = Self;
        self.Peers.CheckMember(PeerHandshake.Check(context, self.Identity));
        try
        {
            var answer = await self.Inbox.AnswerAsync(request.Data.Memory, context.CancellationToken);
            return new Answer { Data = UnsafeByteOperations.UnsafeWrap(answer) };
        }
        catch (StoreUnavailableException exception)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, exception.Message));
        }
    }

    public override Task<Echo> Probe(Echo request, ServerCallContext context)
    {
        _ = PeerHandshake.Check(context, Self.Identity);
        return Task.FromResult(request);
    }

    private static void Take(Letter letter, Joined self, MemberId from)
    {
        switch (letter.WhatCase)
        {
            case Letter.WhatOneofCase.Message:
                self.Inbox.Receive(PeerWords.Read(letter.Message, from, self.Identity.Member));
                break;
            case Letter.WhatOneofCase.SnapshotProgress:
                self.Inbox.Receive(PeerWords.Read(letter.SnapshotProgress, from, self.Identity.Member));
                break;
            default:
                // Of a newer version: as good as lost.
                break;
        }
    }

    private sealed record Joined(StoreIdentity Identity, IPeerInbox Inbox, GrpcPeers Peers);
}
