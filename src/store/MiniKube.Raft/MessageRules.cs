namespace MiniKube.Raft;

/// <summary>What a message must be to be looked at, whoever sent it.</summary>
internal static class MessageRules
{
    /// <summary>Ten elections a second make a tenth of it in a human lifetime. Whoever took a greater one would run out of terms, for all.</summary>
    private const long TermLeapMax = 1L << 40;

    /// <summary>Far beyond any log, and far from where numbers end.</summary>
    private const long IndexMax = long.MaxValue / 2;

    /// <param name="message">What has come.</param>
    /// <param name="term">The receiver's.</param>
    public static bool IsWellFormed(Message message, Term term)
    {
        if (message.Term.Value - term.Value > TermLeapMax || message.Index.Value > IndexMax || message.Commit.Value > IndexMax)
        {
            return false;
        }

        if (message.From.IsNone || message.From == message.To || message.Term < Term.First
            || message.Index < LogIndex.Zero || message.Commit < LogIndex.Zero || message.LogTerm < Term.Zero)
        {
            return false;
        }

        return message.Kind switch
        {
            MessageKind.Append => FollowEachOther(message),
            MessageKind.Snapshot => message.Snapshot is { } snapshot
                && snapshot.Index > LogIndex.Zero && snapshot.Term <= message.Term && !snapshot.Membership.Voters.IsEmpty,
            MessageKind.Propose => message.Entries.Count == 1,
            >= MessageKind.PreVote and <= MessageKind.TransferLeader => true,
            _ => false,
        };
    }

    private static bool FollowEachOther(Message message)
    {
        var index = message.Index;
        var term = message.LogTerm;
        for (var i = 0; i < message.Entries.Count; i++)
        {
            var entry = message.Entries[i];
            index = index.Next;
            if (entry.Index != index || entry.Term < term || entry.Term > message.Term || entry.Kind > EntryKind.Empty)
            {
                return false;
            }

            term = entry.Term;
        }

        return true;
    }
}
