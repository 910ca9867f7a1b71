using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.Store.Commands;

/// <summary>How many bytes a transaction takes when written, at most.</summary>
internal static class TransactionSize
{
    /// <summary>More than the numbers of a part take.</summary>
    private const int PartOverhead = 32;

    /// <summary>What a range may take beyond that: its selection.</summary>
    private const int SelectionOverhead = 64;

    public static long BytesMax(Transaction transaction)
    {
        long bytes = PartOverhead;
        foreach (var comparison in transaction.Comparisons)
        {
            bytes += PartOverhead + comparison switch
            {
                Comparison.ModRevisionIs revision => revision.Key.Bytes.Length,
                Comparison.Exists exists => exists.Key.Bytes.Length,
                Comparison.Number number => Length(number.Range),
                Comparison.Value value => Length(value.Range) + value.Operand.Length,
                _ => 0,
            };
        }

        return bytes + BytesMax(transaction.Success) + BytesMax(transaction.Failure);
    }

    private static long BytesMax(ImmutableArray<Operation> operations)
    {
        long bytes = 0;
        foreach (var operation in operations)
        {
            bytes += PartOverhead + operation switch
            {
                Operation.Put put => put.Key.Bytes.Length + put.Value.Length,
                Operation.Delete delete => Length(delete.Range),
                Operation.Get get => get.Key.Bytes.Length,
                Operation.GetRange range => SelectionOverhead + Length(range.Range),
                Operation.Nested nested => BytesMax(nested.Transaction),
                _ => 0,
            };
        }

        return bytes;
    }

    private static int Length(KeyRange range) => range.Start.Bytes.Length + range.End.Bytes.Length;
}
