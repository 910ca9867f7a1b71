using MiniKube.Cel.Types;

namespace MiniKube.Cel.Expressions;

/// <summary>A name: of a variable, a type, or one that a macro binds.</summary>
internal sealed class IdentExpr(int offset, string name) : Expr(offset, 1)
{
    public string Name => name;

    /// <summary>Set by the checker, as the following two.</summary>
    public Binding Binding { get; set; }

    /// <summary>Of the variable in the environment, or of the local among those that are bound.</summary>
    public int Index { get; set; }

    /// <summary>The type that the name is of.</summary>
    public CelType? TypeValue { get; set; }
}
