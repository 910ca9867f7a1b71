namespace MiniKube.Mvcc.Trees;

/// <summary>Items in key order.</summary>
internal sealed class Leaf(KeyValue[] items) : Node(items.Length)
{
    public static readonly Leaf Empty = new([]);

    private readonly KeyValue[] _items = items;

    public override int Width => _items.Length;

    public KeyValue? Find(ReadOnlySpan<byte> key)
    {
        var position = Search(key);
        return position >= 0 ? _items[position] : null;
    }

    public override int Rank(ReadOnlySpan<byte> key)
    {
        var position = Search(key);
        return position >= 0 ? position : ~position;
    }

    public override void CopyTo(int skip, Span<KeyValue> destination) =>
        _items.AsSpan(skip, Math.Min(destination.Length, _items.Length - skip)).CopyTo(destination);

    public override NodeEdit Put(KeyValue item, out KeyValue? previous)
    {
        var position = Search(item.Key.Bytes.Span);
        if (position >= 0)
        {
            previous = _items[position];
            return new NodeEdit(new Leaf(Slots.Replace(_items, position, item)));
        }

        previous = null;
        return Divide(Slots.Insert(_items, ~position, item));
    }

    public override Node Remove(ReadOnlySpan<byte> key, out KeyValue? removed)
    {
        var position = Search(key);
        if (position < 0)
        {
            removed = null;
            return this;
        }

        removed = _items[position];
        return new Leaf(Slots.Remove(_items, position));
    }

    public override NodeEdit Join(Key separator, Node right) => Divide([.. _items, .. ((Leaf)right)._items]);

    private static NodeEdit Divide(KeyValue[] items)
    {
        if (items.Length <= WidthMax)
        {
            return new NodeEdit(new Leaf(items));
        }

        var middle = items.Length / 2;
        return new NodeEdit(new Leaf(items[..middle]), items[middle].Key, new Leaf(items[middle..]));
    }

    /// <summary>The key's position, or the complement of where it would be.</summary>
    private int Search(ReadOnlySpan<byte> key)
    {
        var low = 0;
        var high = _items.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _items[middle].Key.Bytes.Span.SequenceCompareTo(key);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }
}
