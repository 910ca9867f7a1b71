namespace MiniKube.Raft;

/// <summary>Followers: AppendEntries and InstallSnapshot, receiver's side (paper, figures 2 and 13).</summary>
public sealed partial class RaftCore
{
    private void HandleFromLeader(Message message)
    {
        Invariant.Holds(Role != Role.Leader, "member {0} leads term {1} too", message.From, message.Term);
        Invariant.Holds(Leader.IsNone || Leader == message.From, "term {0} has two leaders, the other is {1}", message.Term, message.From);
        if (Role != Role.Follower || Leader.IsNone)
        {
            BecomeFollower(message.Term, message.From);
        }

        _electionElapsed = 0;
        switch (message.Kind)
        {
            case MessageKind.Append:
                HandleAppend(message);
                break;
            case MessageKind.Snapshot:
                HandleSnapshot(message);
                break;
            default:
                HandleHeartbeat(message);
                break;
        }
    }

    private void HandleAppend(Message message)
    {
        if (message.Index < _log.Committed)
        {
            // An old message: what is committed matches anyway.
            AnswerAppend(message, _log.Committed);
            return;
        }

        if (!_log.Matches(message.Index, message.LogTerm))
        {
            var (hint, term) = _log.LastUpTo(message.Index, message.LogTerm);
            SendAfter(new Message
            {
                Kind = MessageKind.AppendAnswer,
                From = Id,
                To = message.From,
                Term = Term,
                Index = message.Index,
                Rejected = true,
                RejectHint = hint,
                RejectHintTerm = term,
            });
            return;
        }

        _log.Take(message.Entries);
        var lastNew = message.Index + message.Entries.Count;
        _log.CommitTo(LogIndex.Min(message.Commit, lastNew));
        AnswerAppend(message, lastNew);
    }

    private void HandleHeartbeat(Message message)
    {
        _log.CommitTo(message.Commit);
        SendAfter(new Message
        {
            Kind = MessageKind.HeartbeatAnswer,
            From = Id,
            To = message.From,
            Term = Term,
            Index = _log.Committed,
            Context = message.Context,
        });
    }

    private void HandleSnapshot(Message message)
    {
        var snapshot = message.Snapshot!;
        if (snapshot.Index > _log.Committed)
        {
            if (_log.Matches(snapshot.Index, snapshot.Term))
            {
                // The log has all that the snapshot covers.
                _log.CommitTo(snapshot.Index);
            }
            else
            {
                _log.Restore(snapshot);
            }
        }

        AnswerAppend(message, _log.Committed);
    }

    private void AnswerAppend(Message message, LogIndex match)
    {
        if (message.Context != Message.NoAnswerNeeded || message.Kind != MessageKind.Append)
        {
            SendAfter(new Message { Kind = MessageKind.AppendAnswer, From = Id, To = message.From, Term = Term, Index = match });
        }
    }
}
