using System.Collections.Immutable;
using MiniKube.Cel.Functions;

namespace MiniKube.Cel.Expressions;

/// <summary>A call of a function, an operator or a method.</summary>
internal sealed class CallExpr(int offset, string function, Expr? target, ImmutableArray<Expr> arguments)
    : Expr(offset, Math.Max(DepthOf(target), DepthOf(arguments.AsSpan()!)))
{
    /// <summary>The name; set by the checker to the qualified one where the target is a namespace.</summary>
    public string Function { get; set; } = function;

    /// <summary>Null for a function; the checker removes a target that is a namespace.</summary>
    public Expr? Target { get; set; } = target;

    public ImmutableArray<Expr> Arguments => arguments;

    /// <summary>Those that the argument types allow; set by the checker.</summary>
    public ImmutableArray<Overload> Overloads { get; set; } = [];

    /// <summary>The target, if any, and the arguments.</summary>
    public ImmutableArray<Expr> AllArguments => Target is null ? arguments : [Target, .. arguments];
}
