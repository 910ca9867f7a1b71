namespace MiniKube.Mvcc.Trees;

/// <summary>An immutable B+tree of items by key. An edit costs one path from the root; everything else is shared with the tree before.</summary>
internal readonly struct SortedTree(Node root)
{
    public static SortedTree Empty => new(Leaf.Empty);

    public Node Root { get; } = root;

    public int Count => Root.Count;

    public KeyValue? Find(ReadOnlySpan<byte> key)
    {
        var node = Root;
        while (node is Branch branch)
        {
            node = branch.ChildFor(key);
        }

        return ((Leaf)node).Find(key);
    }

    public SortedTree Put(KeyValue item, out KeyValue? previous)
    {
        var edit = Root.Put(item, out previous);
        return edit.Right is null
            ? new SortedTree(edit.Left)
            : new SortedTree(new Branch([edit.Separator], [edit.Left, edit.Right], edit.Left.Count + edit.Right.Count));
    }

    public SortedTree Remove(ReadOnlySpan<byte> key, out KeyValue? removed)
    {
        var rest = Root.Remove(key, out removed);
        return new SortedTree(rest is Branch { Width: 1 } branch ? branch.Children[0] : rest);
    }

    /// <summary>The positions of the range's items: the first one and the one after the last.</summary>
    public (int Start, int End) Positions(KeyRange range)
    {
        var start = range.Start.Bytes.IsEmpty ? 0 : Root.Rank(range.Start.Bytes.Span);
        var end = range.End.Bytes.IsEmpty ? Count : Root.Rank(range.End.Bytes.Span);
        return (start, Math.Max(start, end));
    }

    /// <summary>The items of so many positions from one on, in order. References, not copies of the bytes.</summary>
    public KeyValue[] Slice(int start, int length)
    {
        if (length == 0)
        {
            return [];
        }

        var items = new KeyValue[length];
        Root.CopyTo(start, items);
        return items;
    }

    /// <summary>Makes a tree of items that are in key order, each key once.</summary>
    public static SortedTree Build(ReadOnlySpan<KeyValue> items)
    {
        if (items.Length <= Node.WidthMax)
        {
            return new SortedTree(new Leaf(items.ToArray()));
        }

        var parts = Divide(items.Length);
        var nodes = new Node[parts.Length];
        var separators = new Key[parts.Length - 1];
        for (var part = 0; part < parts.Length; part++)
        {
            nodes[part] = new Leaf(items[parts[part]].ToArray());
            if (part > 0)
            {
                separators[part - 1] = items[parts[part].Start.Value].Key;
            }
        }

        while (nodes.Length > 1)
        {
            (separators, nodes) = BuildLevel(separators, nodes);
        }

        return new SortedTree(nodes[0]);
    }

    private static (Key[] Separators, Node[] Nodes) BuildLevel(Key[] separators, Node[] children)
    {
        var parts = children.Length <= Node.WidthMax ? [Range.All] : Divide(children.Length);
        var above = new Key[parts.Length - 1];
        var nodes = new Node[parts.Length];
        for (var part = 0; part < parts.Length; part++)
        {
            var (offset, length) = parts[part].GetOffsetAndLength(children.Length);
            var own = children.AsSpan(offset, length).ToArray();
            nodes[part] = new Branch(separators.AsSpan(offset, length - 1).ToArray(), own, own.Sum(child => child.Count));
            if (part > 0)
            {
                above[part - 1] = separators[offset - 1];
            }
        }

        return (above, nodes);
    }

    /// <summary>Even parts, three quarters full, so that the first puts find room.</summary>
    private static Range[] Divide(int length)
    {
        const int Width = Node.WidthMax * 3 / 4;
        var parts = new Range[(length + Width - 1) / Width];
        for (var part = 0; part < parts.Length; part++)
        {
            parts[part] = (int)((long)length * part / parts.Length)..(int)((long)length * (part + 1) / parts.Length);
        }

        return parts;
    }
}
