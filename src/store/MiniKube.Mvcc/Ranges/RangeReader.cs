using System.Runtime.InteropServices;
using MiniKube.Mvcc.Trees;

namespace MiniKube.Mvcc.Ranges;

/// <summary>Reads ranges of a tree. Items are references; only <see cref="RangeSelection.KeysOnly"/> makes new ones.</summary>
internal static class RangeReader
{
    public static RangeSlice Read(SortedTree tree, KeyRange range, int? limit, RangeSelection? selection)
    {
        var (start, end) = tree.Positions(range);
        var count = end - start;
        var length = Math.Min(count, limit ?? int.MaxValue);
        if (selection is null)
        {
            return Slice(tree.Slice(start, length), count, length < count);
        }

        if (limit == 0)
        {
            return Slice([], count, isCutOff: false);
        }

        if (selection is { Filters: false, Target: SortTarget.Key })
        {
            var items = tree.Slice(selection.Order == SortOrder.Descending ? end - length : start, length);
            return Slice(Finish(items, selection), count, length < count);
        }

        return Select(tree.Slice(start, count), limit ?? int.MaxValue, selection);
    }

    private static RangeSlice Select(KeyValue[] all, int limit, RangeSelection selection)
    {
        var items = selection.Filters ? Array.FindAll(all, selection.Admits) : all;
        Sort(items, selection.Target);
        var length = Math.Min(items.Length, limit);
        var kept = selection.Order == SortOrder.Descending ? items[^length..] : items[..length];
        return Slice(Finish(kept, selection), all.Length, length < items.Length);
    }

    /// <summary>Equal items stay in the order of their keys.</summary>
    private static void Sort(KeyValue[] items, SortTarget target)
    {
        Comparison<KeyValue>? order = target switch
        {
            SortTarget.Version => static (left, right) => left.Version.CompareTo(right.Version),
            SortTarget.CreateRevision => static (left, right) => left.CreateRevision.CompareTo(right.CreateRevision),
            SortTarget.ModRevision => static (left, right) => left.ModRevision.CompareTo(right.ModRevision),
            SortTarget.Value => static (left, right) => left.Value.Span.SequenceCompareTo(right.Value.Span),
            _ => null,
        };
        if (order is not null)
        {
            Array.Sort(items, (left, right) => order(left, right) is not 0 and var different ? different : left.Key.CompareTo(right.Key));
        }
    }

    private static KeyValue[] Finish(KeyValue[] items, RangeSelection selection)
    {
        if (selection.Order == SortOrder.Descending)
        {
            Array.Reverse(items);
        }

        return selection.KeysOnly ? Array.ConvertAll(items, static item => item with { Value = default }) : items;
    }

    private static RangeSlice Slice(KeyValue[] items, long count, bool isCutOff) =>
        new(ImmutableCollectionsMarshal.AsImmutableArray(items), count, isCutOff);
}
