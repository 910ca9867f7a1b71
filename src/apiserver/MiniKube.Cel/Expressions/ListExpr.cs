using System.Collections.Immutable;

namespace MiniKube.Cel.Expressions;

/// <summary>A list that is written out.</summary>
internal sealed class ListExpr(int offset, ImmutableArray<Expr> items, ImmutableArray<bool> areOptional) : Expr(offset, DepthOf(items.AsSpan()!))
{
    public ImmutableArray<Expr> Items => items;

    /// <summary>Which items were marked with a question mark: left out when they are nothing.</summary>
    public ImmutableArray<bool> AreOptional => areOptional;
}
