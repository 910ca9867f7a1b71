using MiniKube.Raft;
using MiniKube.Store.Disks;
using MiniKube.Store.Members;
using MiniKube.Store.Peers;
using MiniKube.Store.Snapshots;

namespace MiniKube.Store.Transfers;

/// <summary>
/// Takes a snapshot from another member, part by part, and reads it when it is whole. Only then does the core hear of it; it is installed
/// when the core says so. One at a time: a newer one takes the place of an older. Owned by the member's loop.
/// </summary>
internal sealed class SnapshotReceiver(IDisk disk, IPeers peers, IBackground background, StoreIdentity self) : IDisposable
{
    /// <summary>Ticks without a part until the transfer is forgotten.</summary>
    private const int ForgetTicks = 600;

    private IncomingSnapshot? _incoming;
    private long _now;

    public void Take(SnapshotChunk chunk, Term term, LogIndex applied)
    {
        // A leader of old, or something that is not needed any more: nobody waits for an answer.
        if (chunk.To != self.Member || chunk.Term < term || chunk.Index <= applied)
        {
            return;
        }

        if (_incoming is null || !_incoming.IsFor(chunk))
        {
            if (_incoming is { IsReading: true })
            {
                // It cannot be stopped now; the sender asks again.
                return;
            }

            _incoming?.Discard();
            _incoming = new IncomingSnapshot(disk, self.Cluster, chunk);
        }

        _incoming.HeardAt = _now;
        _incoming.Term = chunk.Term;
        if (_incoming.IsReading)
        {
            // Nothing new; only so that the sender knows that somebody is there.
            Answer(_incoming, chunk.Offset, isRefused: false);
            return;
        }

        _incoming.Take(chunk);
        if (_incoming.IsWhole)
        {
            background.Start(_incoming.BeginReading());
        }
        else
        {
            Answer(_incoming, _incoming.Received, isRefused: false);
        }
    }

    /// <summary>The message for the core about a snapshot that is all there and sound; null when there is none.</summary>
    public Message? TakeFinished()
    {
        if (_incoming is not { IsRead: true } incoming)
        {
            return null;
        }

        if (incoming.Failure is not null || incoming.Point!.Index != incoming.Index)
        {
            Answer(incoming, 0, isRefused: true);
            Forget();
            return null;
        }

        incoming.Publish();
        Answer(incoming, incoming.Length, isRefused: false);
        return new Message
        {
            Kind = MessageKind.Snapshot,
            From = incoming.From,
            To = self.Member,
            Term = incoming.Term,
            Snapshot = incoming.Point.Mark,
        };
    }

    /// <summary>What the core wants to install.</summary>
    public StatePoint Arrived(LogIndex index)
    {
        var point = _incoming?.Point;
        if (point is null || point.Index != index)
        {
            throw new InvalidOperationException($"the snapshot of entry {index} is to be installed, but is not here");
        }

        _incoming = null;
        return point;
    }

    /// <summary>Forgets a snapshot that the core was told of, and did not want.</summary>
    public void ForgetUnwanted()
    {
        if (_incoming is { IsPublished: true })
        {
            Forget();
        }
    }

    /// <summary>Forgets what does not go on.</summary>
    public void Tick(long now)
    {
        _now = now;
        if (_incoming is { IsReading: false } incoming && now - incoming.HeardAt >= ForgetTicks)
        {
            Forget();
        }
    }

    public void Dispose() => _incoming?.Close();

    private void Forget()
    {
        _incoming?.Discard();
        _incoming = null;
    }

    private void Answer(IncomingSnapshot incoming, long next, bool isRefused) => peers.Send(new SnapshotAnswer
    {
        From = self.Member,
        To = incoming.From,
        Index = incoming.Index,
        Next = next,
        IsRefused = isRefused,
    });
}
