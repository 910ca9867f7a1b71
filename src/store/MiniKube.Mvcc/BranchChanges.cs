namespace MiniKube.Mvcc;

/// <summary>What a branch of a transaction writes and deletes, gathered to find keys that it would change twice.</summary>
internal sealed class BranchChanges
{
    private readonly HashSet<Key> _written = [];
    private readonly List<KeyRange> _deleted = [];

    /// <summary>Takes in the operations of a branch; returns what is wrong, null when nothing is.</summary>
    public string? Add(ReadOnlySpan<Operation> operations, int depth)
    {
        if (depth > TransactionRules.DepthMax)
        {
            return $"transactions lie within each other more than {TransactionRules.DepthMax} deep";
        }

        foreach (var operation in operations)
        {
            if (operation is Operation.Delete delete)
            {
                _deleted.Add(delete.Range);
            }
        }

        foreach (var operation in operations)
        {
            var complaint = operation switch
            {
                Operation.Put put => AddPut(put.Key),
                Operation.Nested nested => AddNested(nested.Transaction, depth + 1),
                _ => null,
            };
            if (complaint is not null)
            {
                return complaint;
            }
        }

        return null;
    }

    private string? AddPut(Key key)
    {
        if (key.Bytes.IsEmpty)
        {
            return TransactionRules.KeyNotProvided;
        }

        return _written.Add(key) && !Contains(_deleted, key) ? null : Duplicate(key);
    }

    /// <summary>Only one of its branches will be taken, so what both write is written once.</summary>
    private string? AddNested(Transaction transaction, int depth)
    {
        var success = new BranchChanges();
        var failure = new BranchChanges();
        if ((success.Add(transaction.Success.AsSpan(), depth) ?? failure.Add(transaction.Failure.AsSpan(), depth)) is { } complaint)
        {
            return complaint;
        }

        List<KeyRange> deleted = [.. success._deleted, .. failure._deleted];
        foreach (var key in _written)
        {
            if (Contains(deleted, key))
            {
                return Duplicate(key);
            }
        }

        foreach (var key in success._written.Union(failure._written))
        {
            if (!_written.Add(key) || Contains(_deleted, key))
            {
                return Duplicate(key);
            }
        }

        _deleted.AddRange(deleted);
        return null;
    }

    private static bool Contains(List<KeyRange> ranges, Key key)
    {
        foreach (var range in ranges)
        {
            if (range.Contains(key))
            {
                return true;
            }
        }

        return false;
    }

    private static string Duplicate(Key key) => $"duplicate key given in a transaction: {key}";
}
