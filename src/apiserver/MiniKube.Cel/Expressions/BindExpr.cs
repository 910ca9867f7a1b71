namespace MiniKube.Cel.Expressions;

/// <summary>A name for a value within a part of the program: <c>cel.bind</c>, and within <c>optMap</c>.</summary>
internal sealed class BindExpr(int offset, string name, Expr value, Expr body, BindKind kind) : Expr(offset, DepthOf(value, body))
{
    public string Name => name;

    public Expr Value => value;

    public Expr Body => body;

    public BindKind Kind => kind;

    /// <summary>Where the name is among the locals; set by the checker.</summary>
    public int Slot { get; set; }
}
