using System.Buffers;
using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.Store.Commands;

/// <summary>Writes commands as the log keeps them.</summary>
internal static class CommandWriter
{
    public static void Write(IBufferWriter<byte> writer, Transaction transaction)
    {
        writer.WriteKind(CommandKind.Transaction);
        writer.WriteNumber(transaction.Comparisons.Length);
        foreach (var comparison in transaction.Comparisons)
        {
            Write(writer, comparison);
        }

        Write(writer, transaction.Success);
        Write(writer, transaction.Failure);
    }

    public static void Write(IBufferWriter<byte> writer, Revision compactUpTo)
    {
        writer.WriteKind(CommandKind.Compaction);
        writer.WriteNumber(compactUpTo.Value);
    }

    /// <summary>At least as many bytes as the transaction takes when written.</summary>
    public static long BytesMax(Transaction transaction)
    {
        const int PartOverhead = 32;
        long bytes = PartOverhead;
        foreach (var comparison in transaction.Comparisons)
        {
            bytes += PartOverhead + comparison.Key.Bytes.Length;
        }

        return bytes + BytesMax(transaction.Success) + BytesMax(transaction.Failure);

        static long BytesMax(ImmutableArray<Operation> operations)
        {
            long bytes = 0;
            foreach (var operation in operations)
            {
                bytes += PartOverhead + operation switch
                {
                    Operation.Put put => put.Key.Bytes.Length + put.Value.Length,
                    Operation.Delete delete => delete.Range.Start.Bytes.Length + delete.Range.End.Bytes.Length,
                    Operation.Get get => get.Key.Bytes.Length,
                    _ => 0,
                };
            }

            return bytes;
        }
    }

    private static void Write(IBufferWriter<byte> writer, Comparison comparison)
    {
        switch (comparison)
        {
            case Comparison.ModRevisionIs revision:
                writer.WriteKind(CommandKind.ModRevisionIs);
                writer.WriteBytes(revision.Key.Bytes.Span);
                writer.WriteNumber(revision.Expected.Value);
                break;
            case Comparison.Exists exists:
                writer.WriteKind(CommandKind.Exists);
                writer.WriteBytes(exists.Key.Bytes.Span);
                break;
            default:
                throw new InvalidOperationException($"unknown comparison {comparison.GetType().Name}");
        }
    }

    private static void Write(IBufferWriter<byte> writer, ImmutableArray<Operation> operations)
    {
        writer.WriteNumber(operations.Length);
        foreach (var operation in operations)
        {
            switch (operation)
            {
                case Operation.Put put:
                    writer.WriteKind(CommandKind.Put);
                    writer.WriteBytes(put.Key.Bytes.Span);
                    writer.WriteBytes(put.Value.Span);
                    break;
                case Operation.Delete delete:
                    writer.WriteKind(CommandKind.Delete);
                    writer.WriteBytes(delete.Range.Start.Bytes.Span);
                    writer.WriteBytes(delete.Range.End.Bytes.Span);
                    break;
                case Operation.Get get:
                    writer.WriteKind(CommandKind.Get);
                    writer.WriteBytes(get.Key.Bytes.Span);
                    break;
                default:
                    throw new InvalidOperationException($"unknown operation {operation.GetType().Name}");
            }
        }
    }
}
