namespace MiniKube.Mvcc.Trees;

/// <summary>A node of the tree. Never changes: an edit returns new nodes and shares the others.</summary>
internal abstract class Node(int count)
{
    /// <summary>At most so many items in a leaf, or children in a branch. Wide enough for few levels, narrow enough for cheap copies of a path.</summary>
    public const int WidthMax = 32;

    /// <summary>Below this a node is joined with its neighbour; well under half, so that puts and deletes in turn do not split and join in turn.</summary>
    public const int WidthMin = 10;

    /// <summary>Items in and below this node.</summary>
    public int Count { get; } = count;

    /// <summary>Items of a leaf, children of a branch.</summary>
    public abstract int Width { get; }

    /// <summary>How many items below this node sort before the key.</summary>
    public abstract int Rank(ReadOnlySpan<byte> key);

    /// <summary>Fills the destination with the items from position <paramref name="skip"/> on.</summary>
    public abstract void CopyTo(int skip, Span<KeyValue> destination);

    public abstract NodeEdit Put(KeyValue item, out KeyValue? previous);

    /// <summary>Returns this very node when the key is not there; otherwise one that may be narrower than <see cref="WidthMin"/>.</summary>
    public abstract Node Remove(ReadOnlySpan<byte> key, out KeyValue? removed);

    /// <summary>This node and its right neighbour, of the same height, as one node or as two of even width.</summary>
    public abstract NodeEdit Join(Key separator, Node right);
}
