using MiniKube.Raft;
using MiniKube.Store.Disks;
using MiniKube.Store.Logs;
using MiniKube.Store.Peers;
using MiniKube.Store.Snapshots;

namespace MiniKube.Store.Transfers;

/// <summary>
/// Sends snapshots to members that lag, one part after the other: the next part goes out when the last one is answered. The receiver says
/// where to go on, so that lost, late and repeated parts do no harm. Owned by the member's loop.
/// </summary>
internal sealed class SnapshotSender(IDisk disk, IPeers peers, MemberId self, int chunkBytes) : IDisposable
{
    /// <summary>Ticks without an answer until a part is sent again.</summary>
    private const int ResendTicks = 10;

    /// <summary>Ticks without an answer until the transfer is given up; the core will begin another.</summary>
    private const int GiveUpTicks = 100;

    private readonly Dictionary<MemberId, OutgoingSnapshot> _outgoing = [];
    private long _now;

    /// <summary>What the snapshot covers that is being sent to a peer; null when none is.</summary>
    public LogIndex? Sending(MemberId peer) => _outgoing.TryGetValue(peer, out var transfer) ? transfer.Index : null;

    /// <summary>Whether anybody is still being sent the snapshot of an index.</summary>
    public bool IsSending(LogIndex index)
    {
        foreach (var transfer in _outgoing.Values)
        {
            if (transfer.Index == index)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Begins to send the snapshot of an index, unless that is under way already.</summary>
    public void Begin(MemberId to, LogIndex index, Term term, long now)
    {
        _now = now;
        if (Sending(to) == index)
        {
            return;
        }

        End(to);
        var transfer = new OutgoingSnapshot(index, disk.Open(SnapshotFormat.NameOf(index)), now);
        _outgoing.Add(to, transfer);
        SendNext(to, transfer, term);
    }

    /// <summary>Whether the snapshot has arrived, or was refused; null while it is under way.</summary>
    public bool? Take(SnapshotAnswer answer, Term term)
    {
        if (!_outgoing.TryGetValue(answer.From, out var transfer) || transfer.Index != answer.Index)
        {
            return null;
        }

        transfer.Heard(_now);
        if (answer.IsRefused || answer.Next >= transfer.Length)
        {
            End(answer.From);
            return !answer.IsRefused;
        }

        if (answer.Next >= 0 && answer.Next != transfer.Offset)
        {
            transfer.Offset = answer.Next;
            SendNext(answer.From, transfer, term);
        }

        return null;
    }

    /// <summary>Sends again what was not answered; returns those to whom it was given up.</summary>
    public List<MemberId> Tick(long now, Term term)
    {
        _now = now;
        List<MemberId> lost = [];
        foreach (var (peer, transfer) in _outgoing)
        {
            if (now - transfer.HeardAt >= GiveUpTicks)
            {
                lost.Add(peer);
            }
            else if (now - transfer.SentAt >= ResendTicks)
            {
                SendNext(peer, transfer, term);
            }
        }

        lost.ForEach(End);
        return lost;
    }

    public void Dispose() => Stop();

    /// <summary>Sends nothing more; the core is not told.</summary>
    public void Stop()
    {
        foreach (var transfer in _outgoing.Values)
        {
            transfer.Dispose();
        }

        _outgoing.Clear();
    }

    private void SendNext(MemberId to, OutgoingSnapshot transfer, Term term)
    {
        var bytes = transfer.ReadNext(chunkBytes);
        transfer.SentAt = _now;
        peers.Send(new SnapshotChunk
        {
            From = self,
            To = to,
            Term = term,
            Index = transfer.Index,
            Offset = transfer.Offset,
            Length = transfer.Length,
            Checksum = Checksum.Compute(0, bytes),
            Bytes = bytes,
        });
    }

    private void End(MemberId peer)
    {
        if (_outgoing.Remove(peer, out var transfer))
        {
            transfer.Dispose();
        }
    }
}
