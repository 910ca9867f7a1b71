using System.Collections.Immutable;
using MiniKube.Mvcc.Trees;

namespace MiniKube.Mvcc.Transactions;

/// <summary>Whether comparisons hold of a tree.</summary>
internal static class Conditions
{
    /// <summary>Items looked at together, so that a comparison of a large range does not gather it all.</summary>
    private const int PageItems = 256;

    public static bool Hold(ImmutableArray<Comparison> comparisons, SortedTree tree)
    {
        foreach (var comparison in comparisons)
        {
            var holds = comparison switch
            {
                Comparison.ModRevisionIs revision =>
                    (tree.Find(revision.Key.Bytes.Span)?.ModRevision ?? Revision.Zero) == revision.Expected,
                Comparison.Exists exists => tree.Find(exists.Key.Bytes.Span) is not null,
                Comparison.Number number => Holds(number, tree),
                Comparison.Value value => Holds(value, tree),
                _ => throw new InvalidOperationException($"unknown comparison {comparison.GetType().Name}"),
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Holds(Comparison.Number comparison, SortedTree tree)
    {
        var (start, end) = tree.Positions(comparison.Range);
        if (start == end)
        {
            return Holds(comparison.Relation, 0L.CompareTo(comparison.Operand));
        }

        return All(tree, start, end, item =>
        {
            var number = comparison.Compared switch
            {
                ComparedNumber.Version => item.Version,
                ComparedNumber.CreateRevision => item.CreateRevision.Value,
                ComparedNumber.ModRevision => item.ModRevision.Value,
                ComparedNumber.Lease => item.Lease.Value,
                var unknown => throw new InvalidOperationException($"unknown number {unknown}"),
            };
            return Holds(comparison.Relation, number.CompareTo(comparison.Operand));
        });
    }

    private static bool Holds(Comparison.Value comparison, SortedTree tree)
    {
        var (start, end) = tree.Positions(comparison.Range);
        return start < end
            && All(tree, start, end, item => Holds(comparison.Relation, item.Value.Span.SequenceCompareTo(comparison.Operand.Span)));
    }

    private static bool All(SortedTree tree, int start, int end, Predicate<KeyValue> holds)
    {
        for (var position = start; position < end; position += PageItems)
        {
            if (!Array.TrueForAll(tree.Slice(position, Math.Min(PageItems, end - position)), holds))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Holds(Relation relation, int order) => relation switch
    {
        Relation.Equal => order == 0,
        Relation.Greater => order > 0,
        Relation.Less => order < 0,
        Relation.NotEqual => order != 0,
        _ => throw new InvalidOperationException($"unknown relation {relation}"),
    };
}
