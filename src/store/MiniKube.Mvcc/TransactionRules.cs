namespace MiniKube.Mvcc;

/// <summary>What a transaction must keep to, as with etcd: no empty key is written, and no key is changed twice in one branch.</summary>
public static class TransactionRules
{
    /// <summary>What is wrong with the transaction; null when nothing is.</summary>
    public static string? Complaint(Transaction transaction) => Complaint(transaction.Success.AsSpan()) ?? Complaint(transaction.Failure.AsSpan());

    /// <summary>Whether neither branch changes anything.</summary>
    public static bool OnlyReads(Transaction transaction) =>
        OnlyReads(transaction.Success.AsSpan()) && OnlyReads(transaction.Failure.AsSpan());

    private static bool OnlyReads(ReadOnlySpan<Operation> operations)
    {
        foreach (var operation in operations)
        {
            if (operation is not Operation.Get)
            {
                return false;
            }
        }

        return true;
    }

    private static string? Complaint(ReadOnlySpan<Operation> operations)
    {
        HashSet<Key>? written = null;
        foreach (var operation in operations)
        {
            if (operation is not Operation.Put put)
            {
                continue;
            }

            if (put.Key.Bytes.IsEmpty)
            {
                return "a key is not provided";
            }

            if (operations.Length == 1)
            {
                return null;
            }

            written ??= [];
            if (!written.Add(put.Key))
            {
                return $"duplicate key given in a transaction: {put.Key}";
            }
        }

        return written is null ? null : Overlap(operations, written);
    }

    private static string? Overlap(ReadOnlySpan<Operation> operations, HashSet<Key> written)
    {
        foreach (var operation in operations)
        {
            if (operation is not Operation.Delete delete)
            {
                continue;
            }

            foreach (var key in written)
            {
                if (delete.Range.Contains(key))
                {
                    return $"a transaction both writes and deletes {key}";
                }
            }
        }

        return null;
    }
}
