using MiniKube.Mvcc;

namespace MiniKube.Store.Commands;

/// <summary>What a command must be before it may enter the log: one that cannot be read there would end every member.</summary>
internal static class CommandRules
{
    /// <summary>Whether all of a command, behind its envelope, can be carried out on any state.</summary>
    public static bool IsReadable(ReadOnlySpan<byte> command)
    {
        try
        {
            var reader = new EncodedReader(command);
            return IsSound(ref reader) && reader.IsAtEnd;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool IsSound(ref EncodedReader reader)
    {
        switch (reader.ReadKind())
        {
            case CommandKind.Transaction:
                return TransactionRules.Complaint(CommandReader.ReadTransaction(ref reader, 0)) is null;
            case CommandKind.LeaseGrant:
                reader.ReadNumber();
                reader.ReadNumber();
                return true;
            case CommandKind.Compaction or CommandKind.LeaseRevoke:
                reader.ReadNumber();
                return true;
            default:
                return false;
        }
    }
}
