using MiniKube.Cel.Values;

namespace MiniKube.Cel.Expressions;

/// <summary>A value that is written out.</summary>
internal sealed class LiteralExpr(int offset, CelValue value) : Expr(offset, 1)
{
    public CelValue Value => value;
}
