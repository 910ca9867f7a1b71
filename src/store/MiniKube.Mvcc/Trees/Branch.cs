namespace MiniKube.Mvcc.Trees;

/// <summary>Children in key order. Everything below child i sorts before separator i, nothing below child i + 1 does.</summary>
internal sealed class Branch : Node
{
    // Shared between versions of a branch for as long as no child is split or joined, which is nearly always.
    private readonly Key[] _separators;
    private readonly Node[] _children;

    public Branch(Key[] separators, Node[] children, int count)
        : base(count)
    {
        _separators = separators;
        _children = children;
    }

    public override int Width => _children.Length;

    public ReadOnlySpan<Key> Separators => _separators;

    public ReadOnlySpan<Node> Children => _children;

    public Node ChildFor(ReadOnlySpan<byte> key) => _children[Position(key)];

    public override int Rank(ReadOnlySpan<byte> key)
    {
        var position = Position(key);
        var before = 0;
        for (var child = 0; child < position; child++)
        {
            before += _children[child].Count;
        }

        return before + _children[position].Rank(key);
    }

    public override void CopyTo(int skip, Span<KeyValue> destination)
    {
        for (var child = 0; child < _children.Length && !destination.IsEmpty; child++)
        {
            var node = _children[child];
            if (skip >= node.Count)
            {
                skip -= node.Count;
                continue;
            }

            node.CopyTo(skip, destination);
            destination = destination[Math.Min(node.Count - skip, destination.Length)..];
            skip = 0;
        }
    }

    public override NodeEdit Put(KeyValue item, out KeyValue? previous)
    {
        var position = Position(item.Key.Bytes.Span);
        var edit = _children[position].Put(item, out previous);
        var count = previous is null ? Count + 1 : Count;
        var children = Slots.Replace(_children, position, edit.Left);
        return edit.Right is null
            ? new NodeEdit(new Branch(_separators, children, count))
            : Divide(Slots.Insert(_separators, position, edit.Separator), Slots.Insert(children, position + 1, edit.Right), count);
    }

    public override Node Remove(ReadOnlySpan<byte> key, out KeyValue? removed)
    {
        var position = Position(key);
        var child = _children[position].Remove(key, out removed);
        if (removed is null)
        {
            return this;
        }

        var children = Slots.Replace(_children, position, child);
        if (child.Width >= WidthMin || children.Length == 1)
        {
            return new Branch(_separators, children, Count - 1);
        }

        var left = position == 0 ? 0 : position - 1;
        var edit = children[left].Join(_separators[left], children[left + 1]);
        children[left] = edit.Left;
        if (edit.Right is null)
        {
            return new Branch(Slots.Remove(_separators, left), Slots.Remove(children, left + 1), Count - 1);
        }

        children[left + 1] = edit.Right;
        return new Branch(Slots.Replace(_separators, left, edit.Separator), children, Count - 1);
    }

    public override NodeEdit Join(Key separator, Node right)
    {
        var other = (Branch)right;
        return Divide([.. _separators, separator, .. other._separators], [.. _children, .. other._children], Count + other.Count);
    }

    private static NodeEdit Divide(Key[] separators, Node[] children, int count)
    {
        if (children.Length <= WidthMax)
        {
            return new NodeEdit(new Branch(separators, children, count));
        }

        var middle = children.Length / 2;
        var left = children[..middle];
        var leftCount = 0;
        foreach (var child in left)
        {
            leftCount += child.Count;
        }

        return new NodeEdit(
            new Branch(separators[..(middle - 1)], left, leftCount),
            separators[middle - 1],
            new Branch(separators[middle..], children[middle..], count - leftCount));
    }

    /// <summary>The child that the key belongs to.</summary>
    private int Position(ReadOnlySpan<byte> key)
    {
        var low = 0;
        var high = _separators.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_separators[middle].Bytes.Span.SequenceCompareTo(key) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
