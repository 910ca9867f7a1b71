using MiniKube.Raft.Reads;

namespace MiniKube.Raft;

/// <summary>Reads that see all that was true when they were asked: read-index and lease (thesis 6.4).</summary>
public sealed partial class RaftCore
{
    private readonly List<ulong> _again = [];
    private readonly List<ulong> _given = [];
    private bool _isRoundDue;

    /// <summary>Asks how far one must have applied to read what is true now. Answered in <see cref="Ready.Reads"/>, always.</summary>
    public void ReadIndex(ulong context)
    {
        if (Role == Role.Leader)
        {
            ReadAsLeader(new PendingRead(MemberId.None, context));
        }
        else if (Leader.IsNone || !_forwardedReads.TryAdd(context))
        {
            _reads.Add(new ReadState(context, null));
        }
    }

    private void ReadAsLeader(PendingRead read)
    {
        if (HasCommittedInTerm && IsOnlyVoter)
        {
            AnswerRead(read, _log.Committed);
        }
        else if (!_rounds.TryAdd(read))
        {
            RefuseRead(read);
        }
        else if (HasCommittedInTerm && !_rounds.IsUnderWay)
        {
            _isRoundDue = true;
        }
    }

    /// <summary>Reads wait that the lease serves. Decided as late as possible: the time must be that of after the reads have come.</summary>
    private bool HasLeasedReads =>
        _options.LeaseReads && Role == Role.Leader && _rounds.HasWaiting && HasCommittedInTerm && !IsLeaving && _lease.IsHeld;

    private void ServeLeasedReads()
    {
        while (_rounds.TryTakeWaiting(out var read))
        {
            AnswerRead(read, _log.Committed);
        }

        _isRoundDue = false;
    }

    private bool IsOnlyVoter => Membership.Voters.Count == 1 && Membership.Voters.Contains(Id);

    private void ConfirmRounds()
    {
        if (!_rounds.ConfirmTo(_peers.RoundAnsweredByQuorum()))
        {
            return;
        }

        _lease.Confirmed(_rounds.Confirmed);
        while (_rounds.TryTakeConfirmed(out var index, out var read))
        {
            AnswerRead(read, index);
        }

        _isRoundDue |= _rounds.HasWaiting && HasCommittedInTerm;
    }

    private void AnswerRead(PendingRead read, LogIndex index)
    {
        if (read.From.IsNone)
        {
            _reads.Add(new ReadState(read.Context, index));
        }
        else
        {
            SendBefore(new Message
            {
                Kind = MessageKind.ReadIndexAnswer,
                From = Id,
                To = read.From,
                Term = Term,
                Index = index,
                Context = read.Context,
            });
        }
    }

    private void RefuseRead(PendingRead read)
    {
        if (read.From.IsNone)
        {
            _reads.Add(new ReadState(read.Context, null));
        }
        else
        {
            SendBefore(new Message
            {
                Kind = MessageKind.ReadIndexAnswer,
                From = Id,
                To = read.From,
                Term = Term,
                Rejected = true,
                Context = read.Context,
            });
        }
    }

    /// <summary>Leadership ends. Followers find out by themselves that nobody answers.</summary>
    private void RefuseReads()
    {
        while (_rounds.TryTakeAny(out var read))
        {
            if (read.From.IsNone)
            {
                _reads.Add(new ReadState(read.Context, null));
            }
        }

        _isRoundDue = false;
    }

    private void HandleReadIndexAnswer(Message message)
    {
        if (_forwardedReads.Take(message.Context) is not { } contexts)
        {
            return;
        }

        foreach (var context in contexts)
        {
            _reads.Add(new ReadState(context, message.Rejected ? null : message.Index));
        }
    }

    private void TickForwardedReads()
    {
        _again.Clear();
        _given.Clear();
        _forwardedReads.Tick(_options.HeartbeatTicks * 2, _options.ElectionTicks, _again, _given);
        foreach (var number in _again)
        {
            AskLeader(number);
        }

        RefuseGiven();
    }

    private void RefuseForwardedReads()
    {
        _given.Clear();
        _forwardedReads.TakeAll(_given);
        RefuseGiven();
    }

    private void RefuseGiven()
    {
        foreach (var context in _given)
        {
            _reads.Add(new ReadState(context, null));
        }
    }

    private void SendForwardedReads()
    {
        while (_forwardedReads.CanSend)
        {
            AskLeader(_forwardedReads.Send());
        }
    }

    private void AskLeader(ulong number) => SendBefore(new Message
    {
        Kind = MessageKind.ReadIndex,
        From = Id,
        To = Leader,
        Term = Term,
        Context = number,
    });
}
