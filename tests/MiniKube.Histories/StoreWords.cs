using System.Buffers.Binary;
using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.Histories;

/// <summary>A client's operations as a store's transactions: numbers are keys and values, and a key that is not there holds 0.</summary>
public static class StoreWords
{
    public static Key KeyOf(int key) => Key.From($"key-{key}");

    public static int ValueOf(KeyValue? found) => found is null ? 0 : BinaryPrimitives.ReadInt32LittleEndian(found.Value.Span);

    public static byte[] Encode(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>Looks at the keys, and sets them where all is as expected.</summary>
    /// <param name="operation">What the client wants.</param>
    /// <param name="along">What is written too, when the keys are.</param>
    public static Transaction TransactionOf(Operation operation, params ReadOnlySpan<Mvcc.Operation> along)
    {
        ImmutableArray<Mvcc.Operation> reads = [.. operation.Keys.Select(key => new Mvcc.Operation.Get(KeyOf(key)))];
        if (operation.Value is not { } set)
        {
            return new Transaction { Success = reads };
        }

        var value = Encode(set);
        return new Transaction
        {
            Comparisons = operation.Expected is { } expected ? [Compare(KeyOf(operation.Keys[0]), expected)] : [],
            Success = [.. reads, .. operation.Keys.Select(key => new Mvcc.Operation.Put(KeyOf(key), value)), .. along],
            Failure = reads,
        };
    }

    /// <summary>What the keys held before the transaction.</summary>
    public static int[] Before(Operation operation, TransactionResult result) =>
        [.. result.Results.Take(operation.Keys.Length).Cast<OperationResult.Get>().Select(found => ValueOf(found.Found))];

    private static Comparison Compare(Key key, int expected) => expected == 0
        ? new Comparison.ModRevisionIs(key, Revision.Zero)
        : new Comparison.Value(KeyRange.Single(key), Relation.Equal, Encode(expected));
}
