using MiniKube.Raft.Replication;

namespace MiniKube.Raft;

/// <summary>Leadership is handed over (thesis 3.10).</summary>
public sealed partial class RaftCore
{
    private MemberId _transferTarget;

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
