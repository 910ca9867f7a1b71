using System.Runtime.InteropServices;
using MiniKube.Cel.Expressions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Syntax;

/// <summary>A word of a program.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Token(TokenKind Kind, int Offset, string Text, CelValue Value = default)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>The word <c>in</c> is the only operator that is spelled.</summary>
    public bool IsIn => Kind == TokenKind.Identifier && Text == "in";

    /// <summary>The function of a comparison or of membership; null for any other token.</summary>
    public string? Relation => IsIn ? Operators.In : Kind != TokenKind.Symbol ? null : Text switch
    {
        "==" => Operators.Equal,
        "!=" => Operators.NotEqual,
        "<" => Operators.Less,
        "<=" => Operators.LessOrEqual,
        ">" => Operators.Greater,
        ">=" => Operators.GreaterOrEqual,
        _ => null,
    };
}
