using System.Buffers;
using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Mvcc.Ranges;

namespace MiniKube.Store.Commands;

/// <summary>Writes transactions as the log keeps them. The forms that an API server uses are the shortest.</summary>
internal static class TransactionWriter
{
    public static void Write(IBufferWriter<byte> writer, Transaction transaction)
    {
        writer.WriteNumber(transaction.Comparisons.Length);
        foreach (var comparison in transaction.Comparisons)
        {
            Write(writer, comparison);
        }

        Write(writer, transaction.Success);
        Write(writer, transaction.Failure);
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
            case Comparison.Number number:
                writer.WriteKind(CommandKind.CompareNumber);
                Write(writer, number.Range);
                writer.WriteNumber((long)number.Compared);
                writer.WriteNumber((long)number.Relation);
                writer.WriteNumber(number.Operand);
                break;
            case Comparison.Value value:
                writer.WriteKind(CommandKind.CompareValue);
                Write(writer, value.Range);
                writer.WriteNumber((long)value.Relation);
                writer.WriteBytes(value.Operand.Span);
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
                    Write(writer, put);
                    break;
                case Operation.Delete delete:
                    writer.WriteKind(CommandKind.Delete);
                    Write(writer, delete.Range);
                    break;
                case Operation.Get get:
                    writer.WriteKind(CommandKind.Get);
                    writer.WriteBytes(get.Key.Bytes.Span);
                    break;
                case Operation.GetRange range:
                    writer.WriteKind(CommandKind.GetRange);
                    Write(writer, range);
                    break;
                case Operation.Nested nested:
                    writer.WriteKind(CommandKind.Nested);
                    Write(writer, nested.Transaction);
                    break;
                default:
                    throw new InvalidOperationException($"unknown operation {operation.GetType().Name}");
            }
        }
    }

    private static void Write(IBufferWriter<byte> writer, Operation.Put put)
    {
        var flags = (put.KeepsValue ? PutFlags.KeepsValue : PutFlags.None) | (put.KeepsLease ? PutFlags.KeepsLease : PutFlags.None);
        var isPlain = put.Lease.IsNone && flags == PutFlags.None;
        writer.WriteKind(isPlain ? CommandKind.Put : CommandKind.LeasedPut);
        writer.WriteBytes(put.Key.Bytes.Span);
        writer.WriteBytes(put.Value.Span);
        if (!isPlain)
        {
            writer.WriteNumber(put.Lease.Value);
            writer.WriteNumber((long)flags);
        }
    }

    private static void Write(IBufferWriter<byte> writer, Operation.GetRange range)
    {
        Write(writer, range.Range);
        writer.WriteNumber(range.At.Value);
        writer.WriteNumber(range.Limit);
        var flags = range.CountOnly ? RangeFlags.CountOnly : RangeFlags.None;
        if (range.Selection is not { } selection)
        {
            writer.WriteNumber((long)flags);
            return;
        }

        flags |= RangeFlags.HasSelection | (selection.KeysOnly ? RangeFlags.KeysOnly : RangeFlags.None);
        writer.WriteNumber((long)flags);
        Write(writer, selection);
    }

    private static void Write(IBufferWriter<byte> writer, RangeSelection selection)
    {
        writer.WriteNumber((long)selection.Target);
        writer.WriteNumber((long)selection.Order);
        writer.WriteNumber(selection.MinModRevision.Value);
        writer.WriteNumber(selection.MaxModRevision.Value);
        writer.WriteNumber(selection.MinCreateRevision.Value);
        writer.WriteNumber(selection.MaxCreateRevision.Value);
    }

    private static void Write(IBufferWriter<byte> writer, KeyRange range)
    {
        writer.WriteBytes(range.Start.Bytes.Span);
        writer.WriteBytes(range.End.Bytes.Span);
    }
}
