using System.Collections.Immutable;
using MiniKube.Mvcc.Trees;

namespace MiniKube.Mvcc.Transactions;

/// <summary>What the operations of a transaction need of the state before it: found out before anything is done, so that all or nothing happens.</summary>
internal static class Prerequisites
{
    public static Refusal Check(MvccState state, SortedTree tree, ImmutableArray<Operation> operations)
    {
        foreach (var operation in operations)
        {
            var refusal = operation switch
            {
                Operation.Put put => Check(state, tree, put),
                Operation.GetRange range when range.At > state.Current => Refusal.FutureRevision,
                Operation.GetRange range when range.At != Revision.Zero && range.At < state.CompactedByLog => Refusal.Compacted,
                Operation.Nested { Transaction: var nested } =>
                    Check(state, tree, Conditions.Hold(nested.Comparisons, tree) ? nested.Success : nested.Failure),
                _ => Refusal.None,
            };
            if (refusal != Refusal.None)
            {
                return refusal;
            }
        }

        return Refusal.None;
    }

    private static Refusal Check(MvccState state, SortedTree tree, Operation.Put put)
    {
        if ((put.KeepsValue || put.KeepsLease) && tree.Find(put.Key.Bytes.Span) is null)
        {
            return Refusal.KeyNotFound;
        }

        return put.Lease.IsNone || put.KeepsLease || state.Leases.Contains(put.Lease) ? Refusal.None : Refusal.LeaseNotFound;
    }
}
