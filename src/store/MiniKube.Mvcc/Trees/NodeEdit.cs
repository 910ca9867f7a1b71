namespace MiniKube.Mvcc.Trees;

/// <summary>What takes the place of a node: one node, or two when it grew too wide.</summary>
/// <param name="Left">The node, or its left half.</param>
/// <param name="Separator">Everything left sorts before it, nothing right does.</param>
/// <param name="Right">The right half, if there are two.</param>
internal readonly record struct NodeEdit(Node Left, Key Separator, Node? Right)
{
    public NodeEdit(Node only)
        : this(only, default, null)
    {
    }
}
