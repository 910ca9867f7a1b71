using MiniKube.Raft.Replication;

namespace MiniKube.Raft;

/// <summary>Leadership is handed over (thesis 3.10).</summary>
public sealed partial class RaftCore
{
    private MemberId _transferTarget;

    /// <summary>Whether this member leads, and waits for another to take over.</summary>
    public bool IsTransferring => !_transferTarget.IsNone;

    /// <summary>Hands leadership to another voter, when that has caught up. Given up after an election timeout.</summary>
    public void TransferTo(MemberId to)
    {
        if (Role != Role.Leader)
        {
            AskForTransfer(to);
            return;
        }

        if (to == Id || to == _transferTarget || _peers.Find(to) is not { IsVoter: true } peer)
        {
            return;
        }

        _transferTarget = to;
        _electionElapsed = 0;
        _isReplicationDue = true;
        ContinueTransfer(peer);
    }

    /// <summary>Hands leadership to whoever can take it soonest. False: this member does not lead, or there is nobody.</summary>
    public bool HandOver()
    {
        if (Role != Role.Leader || Heir() is not { } heir)
        {
            return false;
        }

        TransferTo(heir.Member);
        return true;
    }

    /// <summary>The other voter that was heard of lately and has most.</summary>
    private Progress? Heir()
    {
        Progress? heir = null;
        foreach (var peer in _peers.All)
        {
            if (peer.IsVoter && peer.Member != Id && (heir is null || (peer.IsActive, peer.Match).CompareTo((heir.IsActive, heir.Match)) > 0))
            {
                heir = peer;
            }
        }

        return heir;
    }

    private void AskForTransfer(MemberId to)
    {
        if (!Leader.IsNone)
        {
            SendBefore(new Message
            {
                Kind = MessageKind.TransferLeader,
                From = Id,
                To = Leader,
                Term = Term,
                Target = to,
            });
        }
    }

    private void ContinueTransfer(Progress peer)
    {
        if (peer.Member == _transferTarget && peer.Match == _log.Last)
        {
            SendTimeoutNow(peer.Member);
        }
    }

    private void SendTimeoutNow(MemberId to)
    {
        _lease.Break();
        SendBefore(new Message { Kind = MessageKind.TimeoutNow, From = Id, To = to, Term = Term });
    }

    private void StopTransfer() => _transferTarget = MemberId.None;
}
