using MiniKube.Cel.Types;

namespace MiniKube.Cel.Expressions;

/// <summary>A node of a program's tree. The checker writes its type once; after that nothing changes.</summary>
internal abstract class Expr(int offset, int depth)
{
    /// <summary>Where in the text it stands.</summary>
    public int Offset => offset;

    /// <summary>How many nodes are below one another, at most.</summary>
    public int Depth => depth;

    /// <summary>Set by the checker.</summary>
    public CelType Type { get; set; } = CelType.Dyn;

    protected static int DepthOf(params ReadOnlySpan<Expr?> parts)
    {
        var depth = 0;
        foreach (var part in parts)
        {
            depth = Math.Max(depth, part?.Depth ?? 0);
        }

        return depth + 1;
    }
}
