using System.Buffers;
using MiniKube.Mvcc;

namespace MiniKube.Store.Commands;

/// <summary>Writes commands as the log keeps them.</summary>
internal static class CommandWriter
{
    public static void Write(IBufferWriter<byte> writer, Transaction transaction)
    {
        writer.WriteKind(CommandKind.Transaction);
        TransactionWriter.Write(writer, transaction);
    }

    public static void Write(IBufferWriter<byte> writer, Revision compactUpTo)
    {
        writer.WriteKind(CommandKind.Compaction);
        writer.WriteNumber(compactUpTo.Value);
    }

    public static void WriteGrant(IBufferWriter<byte> writer, LeaseId lease, long ttlSeconds)
    {
        writer.WriteKind(CommandKind.LeaseGrant);
        writer.WriteNumber(lease.Value);
        writer.WriteNumber(ttlSeconds);
    }

    public static void WriteRevoke(IBufferWriter<byte> writer, LeaseId lease)
    {
        writer.WriteKind(CommandKind.LeaseRevoke);
        writer.WriteNumber(lease.Value);
    }
}
