using MiniKube.Raft;
using MiniKube.Store.Commands;

namespace MiniKube.Store.Members;

/// <summary>
/// What another member may put into the log. The core does not look into entries; one that is settled and cannot be read or does not fit into
/// a segment would end every member, at each start anew.
/// </summary>
internal static class PeerRules
{
    /// <summary>False: the message is as good as lost.</summary>
    /// <param name="message">What has come.</param>
    /// <param name="entryBytesMax">The longest entry that the log takes.</param>
    public static bool IsAcceptable(Message message, int entryBytesMax)
    {
        for (var position = 0; position < message.Entries.Count; position++)
        {
            var entry = message.Entries[position];
            if (entry.Data.Length > entryBytesMax || !IsReadable(entry, isNew: message.Kind == MessageKind.Propose))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A leader's commands have been looked at, by it or by its proposer; only what is new is read whole.</summary>
    private static bool IsReadable(in Entry entry, bool isNew)
    {
        try
        {
            switch (entry.Kind)
            {
                case EntryKind.Command:
                    var envelope = Envelope.Read(entry.Data.Span);
                    return !isNew || CommandRules.IsReadable(entry.Data.Span[envelope.Length..]);
                case EntryKind.Membership:
                    _ = ContactEncoding.Decode(StateMachine.ChangeOf(entry).Context.Span);
                    return !isNew;
                case EntryKind.Empty:
                    return !isNew;
                default:
                    return false;
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
