namespace MiniKube.Raft;

/// <summary>Proposals: here at the leader, or forwarded to it once at most.</summary>
public sealed partial class RaftCore
{
    private long _uncommittedBytes;

    /// <summary>Appends a command, as leader. Commands proposed before the next Ready travel together.</summary>
    public ProposeResult Propose(ReadOnlyMemory<byte> command)
    {
        if (Role != Role.Leader)
        {
            return ProposeResult.NoLeader;
        }

        if (IsTransferring || IsLeaving)
        {
            return ProposeResult.Transferring;
        }

        var bytes = new Entry(default, default, default, command).Bytes;
        if (_uncommittedBytes > 0 && _uncommittedBytes + bytes > _options.UncommittedBytesMax)
        {
            return ProposeResult.TooMuchUncommitted;
        }

        _uncommittedBytes += bytes;
        AppendAsLeader(EntryKind.Command, command);
        return ProposeResult.Accepted;
    }

    /// <summary>
    /// Sends a command to the leader, as another. It is taken once at most, and may be lost: its own entry, applied, is the only proof. Within the
    /// term it may be sent again (<see cref="ForwardAgain"/>).
    /// </summary>
    /// <param name="command">What to propose.</param>
    /// <param name="number">Names it in <see cref="Ready.Refused"/>.</param>
    public ProposeResult Forward(ReadOnlyMemory<byte> command, out ulong number)
    {
        number = 0;
        if (Role == Role.Leader || Leader.IsNone)
        {
            return ProposeResult.NoLeader;
        }

        number = _numbers.Next();
        AskToPropose(command, number);
        return ProposeResult.Accepted;
    }

    /// <summary>
    /// Repeats what <see cref="Forward"/> has sent in this term, in case it was lost: the leader knows it by its number, and takes it once. What was
    /// sent in another term must not be repeated.
    /// </summary>
    public void ForwardAgain(ReadOnlyMemory<byte> command, ulong number)
    {
        if (Role != Role.Leader && !Leader.IsNone)
        {
            AskToPropose(command, number);
        }
    }

    private void AskToPropose(ReadOnlyMemory<byte> command, ulong number) => SendBefore(new Message
    {
        Kind = MessageKind.Propose,
        From = Id,
        To = Leader,
        Term = Term,
        Context = number,
        Entries = [new Entry(default, default, EntryKind.Command, command)],
    });

    private void HandlePropose(Message message)
    {
        // A number that was refused is used up too: its repetition must not be taken, and is refused again, since the refusal may be lost.
        var isNew = _forwardedProposals.TryMark(message.From, message.Context);
        if (isNew && Propose(message.Entries[0].Data) != ProposeResult.Accepted)
        {
            _forwardedProposals.Refuse(message.From, message.Context);
        }

        if (_forwardedProposals.IsRefused(message.From, message.Context))
        {
            SendBefore(new Message
            {
                Kind = MessageKind.ProposeRefused,
                From = Id,
                To = message.From,
                Term = Term,
                Context = message.Context,
            });
        }
    }

    /// <summary>Makes room for as much as was committed of this leadership's own proposals.</summary>
    private void ReleaseUncommitted(in Entry entry)
    {
        if (Role == Role.Leader && entry.Kind == EntryKind.Command && entry.Term == Term)
        {
            _uncommittedBytes -= entry.Bytes;
        }
    }
}
