namespace MiniKube.Cel.Syntax;

/// <summary>The kinds of tokens.</summary>
internal enum TokenKind
{
    End,
    Identifier,

    /// <summary>A field name in backquotes.</summary>
    Quoted,
    Literal,

    /// <summary>An operator or a bracket; the token's text says which.</summary>
    Symbol,
}
