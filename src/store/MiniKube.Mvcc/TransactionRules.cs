namespace MiniKube.Mvcc;

/// <summary>What a transaction must keep to, as with etcd: no empty key is written, and no key is changed twice on one way through it.</summary>
public static class TransactionRules
{
    /// <summary>How deep transactions may lie within each other.</summary>
    public const int DepthMax = 16;

    public const string KeyNotProvided = "a key is not provided";

    /// <summary>What is wrong with the transaction; null when nothing is.</summary>
    public static string? Complaint(Transaction transaction) =>
        Complaint(transaction.Success.AsSpan()) ?? Complaint(transaction.Failure.AsSpan());

    /// <summary>Whether neither branch changes anything.</summary>
    public static bool OnlyReads(Transaction transaction) =>
        OnlyReads(transaction.Success.AsSpan()) && OnlyReads(transaction.Failure.AsSpan());

    /// <summary>The oldest revision that a range in either branch asks for; null when none asks for one.</summary>
    public static Revision? OldestRevision(Transaction transaction) =>
        Older(OldestRevision(transaction.Success.AsSpan()), OldestRevision(transaction.Failure.AsSpan()));

    private static Revision? OldestRevision(ReadOnlySpan<Operation> operations)
    {
        Revision? oldest = null;
        foreach (var operation in operations)
        {
            oldest = operation switch
            {
                Operation.GetRange range when range.At != Revision.Zero => Older(oldest, range.At),
                Operation.Nested nested => Older(oldest, OldestRevision(nested.Transaction)),
                _ => oldest,
            };
        }

        return oldest;
    }

    private static Revision? Older(Revision? left, Revision? right) => left is null || right < left ? right ?? left : left;

    private static bool OnlyReads(ReadOnlySpan<Operation> operations)
    {
        foreach (var operation in operations)
        {
            var onlyReads = operation switch
            {
                Operation.Get or Operation.GetRange => true,
                Operation.Nested nested => OnlyReads(nested.Transaction),
                _ => false,
            };
            if (!onlyReads)
            {
                return false;
            }
        }

        return true;
    }

    private static string? Complaint(ReadOnlySpan<Operation> operations)
    {
        if (operations is [var only] && only is not Operation.Nested)
        {
            return only is Operation.Put { Key.Bytes.IsEmpty: true } ? KeyNotProvided : null;
        }

        var changes = new BranchChanges();
        return changes.Add(operations, 1);
    }
}
