namespace MiniKube.Cel.Expressions;

/// <summary>A macro over a list or a map.</summary>
/// <param name="offset">Of the macro's name.</param>
/// <param name="kind">Which macro.</param>
/// <param name="range">What is walked over.</param>
/// <param name="variable">Each item, or each key; with a second variable each index or key.</param>
/// <param name="second">Each item or value; null in the macros of one variable.</param>
/// <param name="predicate">What is asked of each; null where nothing is.</param>
/// <param name="transform">What is made of each; null where nothing is.</param>
internal sealed class ComprehensionExpr(int offset, ComprehensionKind kind, Expr range, string variable, string? second, Expr? predicate, Expr? transform)
    : Expr(offset, DepthOf(range, predicate, transform))
{
    public ComprehensionKind Kind => kind;

    public Expr Range => range;

    public string Variable => variable;

    public string? Second => second;

    public Expr? Predicate => predicate;

    public Expr? Transform => transform;

    /// <summary>Where the variables are among the locals; set by the checker.</summary>
    public int Slot { get; set; }
}
