using MiniKube.Cel.Types;

namespace MiniKube.Cel.Expressions;

/// <summary>A field of a value, or whether it has it.</summary>
internal sealed class SelectExpr(int offset, Expr operand, string name, bool isTest, bool isOptional) : Expr(offset, DepthOf(operand))
{
    public Expr Operand => operand;

    public string Field => name;

    /// <summary>From <c>has()</c>.</summary>
    public bool IsTest => isTest;

    /// <summary>From <c>a.?b</c>: nothing rather than an error.</summary>
    public bool IsOptional => isOptional;

    /// <summary>The index of the variable that the whole is the dotted name of; set by the checker.</summary>
    public int? Variable { get; set; }

    /// <summary>The type that the whole is the name of; set by the checker.</summary>
    public CelType? TypeValue { get; set; }
}
