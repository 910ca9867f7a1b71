using System.Collections.Frozen;
using System.Collections.Immutable;
using MiniKube.Cel.Expressions;

namespace MiniKube.Cel.Syntax;

/// <summary>Reads a text into a tree, by the grammar of the language's definition; macros are read into nodes of their own.</summary>
internal sealed class Parser
{
    /// <summary>Longer texts are refused, as other implementations refuse them.</summary>
    private const int SourceCharsMax = 100_000;

    /// <summary>How deep brackets may be within each other.</summary>
    private const int NestingMax = 100;

    /// <summary>How deep a tree may be: programs are checked and run by walking down.</summary>
    private const int DepthMax = 400;

    private static readonly FrozenSet<string> Reserved = new[]
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly Lexer _lexer;
    private Token _token;
    private int _nesting;

    private Parser(string source)
    {
        if (source.Length > SourceCharsMax)
        {
            throw new CelSyntaxException(0, $"expression code point size exceeds limit: size: {source.Length}, limit {SourceCharsMax}");
        }

        _lexer = new Lexer(source);
        _token = _lexer.Next();
    }

    /// <exception cref="CelSyntaxException">The text is no program.</exception>
    public static Expr Parse(string source)
    {
        var parser = new Parser(source);
        var expr = parser.Expression();
        return parser._token.Kind == TokenKind.End ? expr : throw parser.Unexpected();
    }

    private Expr Expression()
    {
        if (++_nesting > NestingMax)
        {
            throw new CelSyntaxException(_token.Offset, $"expression recursion limit exceeded: {NestingMax}");
        }

        var condition = Or();
        var offset = _token.Offset;
        if (Take("?"))
        {
            var then = Or();
            Expect(":");
            condition = Made(new CallExpr(offset, Operators.Conditional, null, [condition, then, Expression()]));
        }

        _nesting--;
        return condition;
    }

    private Expr Or() => Chain("||", Operators.Or, And);

    private Expr And() => Chain("&&", Operators.And, Relation);

    /// <summary>A long chain becomes a balanced tree, which a walk does not go deep into.</summary>
    private Expr Chain(string symbol, string function, Func<Expr> term)
    {
        var first = term();
        if (!_token.Is(symbol))
        {
            return first;
        }

        var terms = new List<Expr> { first };
        var offsets = new List<int>();
        while (_token.Is(symbol))
        {
            offsets.Add(_token.Offset);
            Advance();
            terms.Add(term());
        }

        return Made(BalancedChain.Of(function, terms, offsets));
    }

    private Expr Relation()
    {
        var left = Sum();
        while (_token.Relation is { } function)
        {
            left = Binary(function, left, Sum);
        }

        return left;
    }

    private Expr Sum()
    {
        var left = Product();
        while (_token.Is("+") || _token.Is("-"))
        {
            left = Binary(_token.Is("+") ? Operators.Add : Operators.Subtract, left, Product);
        }

        return left;
    }

    private Expr Product()
    {
        var left = Unary();
        while (_token.Is("*") || _token.Is("/") || _token.Is("%"))
        {
            left = Binary(_token.Is("*") ? Operators.Multiply : _token.Is("/") ? Operators.Divide : Operators.Modulo, left, Unary);
        }

        return left;
    }

    private CallExpr Binary(string function, Expr left, Func<Expr> next)
    {
        var offset = _token.Offset;
        Advance();
        return Made(new CallExpr(offset, function, null, [left, next()]));
    }

    private Expr Unary()
    {
        var offset = _token.Offset;
        var symbol = _token.Is("!") ? "!" : _token.Is("-") ? "-" : "";
        if (symbol.Length == 0)
        {
            return Member();
        }

        var count = 0;
        while (Take(symbol))
        {
            count++;
        }

        if (symbol == "-" && _token.Kind == TokenKind.Literal && NegativeLiteral(offset) is { } literal)
        {
            var rest = Suffixes(literal);
            return count % 2 == 1 ? rest : Made(new CallExpr(offset, Operators.Negate, null, [rest]));
        }

        var operand = Member();
        return count % 2 == 0 ? operand : Made(new CallExpr(offset, symbol == "!" ? Operators.Not : Operators.Negate, null, [operand]));
    }

    private LiteralExpr? NegativeLiteral(int offset)
    {
        if (!char.IsAsciiDigit(_token.Text[0]) && _token.Text[0] != '.')
        {
            return null;
        }

        if (NumberReader.Negative(_token.Text) is not { } value)
        {
            return null;
        }

        Advance();
        return new LiteralExpr(offset, value);
    }

    private Expr Member() => Suffixes(Primary());

    private Expr Suffixes(Expr expr)
    {
        while (true)
        {
            var offset = _token.Offset;
            if (Take("."))
            {
                var isOptional = Take("?");
                expr = Selected(expr, offset, isOptional);
            }
            else if (Take("["))
            {
                var function = Take("?") ? Operators.OptionalIndex : Operators.Index;
                var index = Expression();
                Expect("]");
                expr = Made(new CallExpr(offset, function, null, [expr, index]));
            }
            else if (_token.Is("{") && MessageName(expr) is { } name)
            {
                expr = Message(name, expr.Offset);
            }
            else
            {
                return expr;
            }
        }
    }

    private Expr Selected(Expr operand, int offset, bool isOptional)
    {
        if (_token.Kind is not (TokenKind.Identifier or TokenKind.Quoted) || _token.IsIn)
        {
            throw Unexpected();
        }

        var (name, isQuoted) = (_token.Text, _token.Kind == TokenKind.Quoted);
        Advance();
        if (!isOptional && !isQuoted && _token.Is("("))
        {
            var at = _token.Offset;
            return Made(Macros.Method(at, name, operand, Arguments()));
        }

        return Made(new SelectExpr(offset, operand, name, isTest: false, isOptional));
    }

    private Expr Primary()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Literal when token.Value.IsError:
                throw new CelSyntaxException(token.Offset, token.Value.AsError);
            case TokenKind.Literal:
                Advance();
                return new LiteralExpr(token.Offset, token.Value);
            case TokenKind.Identifier when !token.IsIn:
                Advance();
                return Named(token.Offset, token.Text);
            case TokenKind.Symbol when token.Text == "." && NextIdentifier() is { } name:
                return Named(token.Offset, "." + name);
            case TokenKind.Symbol when token.Text == "(":
                Advance();
                var inner = Expression();
                Expect(")");
                return inner;
            case TokenKind.Symbol when token.Text == "[":
                return List();
            case TokenKind.Symbol when token.Text == "{":
                return Map();
            default:
                throw Unexpected();
        }
    }

    private string? NextIdentifier()
    {
        Advance();
        if (_token.Kind != TokenKind.Identifier || _token.IsIn)
        {
            throw Unexpected();
        }

        var name = _token.Text;
        Advance();
        return name;
    }

    private Expr Named(int offset, string name)
    {
        if (Reserved.Contains(name))
        {
            throw new CelSyntaxException(offset, $"reserved identifier: {name}");
        }

        if (!_token.Is("("))
        {
            return new IdentExpr(offset, name);
        }

        var at = _token.Offset;
        return Made(Macros.Function(at, name, Arguments()));
    }

    private ImmutableArray<Expr> Arguments()
    {
        Expect("(");
        var arguments = ImmutableArray.CreateBuilder<Expr>();
        if (!_token.Is(")"))
        {
            do
            {
                arguments.Add(Expression());
            }
            while (Take(","));
        }

        Expect(")");
        return arguments.ToImmutable();
    }

    private ListExpr List()
    {
        var offset = _token.Offset;
        var items = ImmutableArray.CreateBuilder<Expr>();
        var optional = ImmutableArray.CreateBuilder<bool>();
        Expect("[");
        while (!_token.Is("]"))
        {
            optional.Add(Take("?"));
            items.Add(Expression());
            if (!Take(","))
            {
                break;
            }
        }

        Expect("]");
        return Made(new ListExpr(offset, items.ToImmutable(), optional.ToImmutable()));
    }

    private MapExpr Map()
    {
        var offset = _token.Offset;
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        Expect("{");
        while (!_token.Is("}"))
        {
            var isOptional = Take("?");
            var key = Expression();
            Expect(":");
            entries.Add(new MapEntry(key, Expression(), isOptional));
            if (!Take(","))
            {
                break;
            }
        }

        Expect("}");
        return Made(new MapExpr(offset, entries.ToImmutable()));
    }

    private MessageExpr Message(string name, int offset)
    {
        var fields = ImmutableArray.CreateBuilder<MessageField>();
        Expect("{");
        while (!_token.Is("}"))
        {
            var isOptional = Take("?");
            var field = _token;
            if (field.Kind is not (TokenKind.Identifier or TokenKind.Quoted) || field.IsIn)
            {
                throw Unexpected();
            }

            Advance();
            Expect(":");
            fields.Add(new MessageField(field.Text, Expression(), isOptional, field.Offset));
            if (!Take(","))
            {
                break;
            }
        }

        Expect("}");
        return Made(new MessageExpr(offset, name, fields.ToImmutable()));
    }

    /// <summary>The dotted name of a type that a bracket may follow; null for any other expression.</summary>
    private static string? MessageName(Expr expr) => expr switch
    {
        IdentExpr ident => ident.Name.TrimStart('.'),
        SelectExpr { IsTest: false, IsOptional: false } select when MessageName(select.Operand) is { } name => $"{name}.{select.Field}",
        _ => null,
    };

    private static T Made<T>(T expr)
        where T : Expr => expr.Depth <= DepthMax ? expr : throw new CelSyntaxException(expr.Offset, $"expression recursion limit exceeded: {DepthMax}");

    private void Advance() => _token = _lexer.Next();

    private bool Take(string symbol)
    {
        if (!_token.Is(symbol))
        {
            return false;
        }

        Advance();
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            throw new CelSyntaxException(_token.Offset, $"Syntax error: mismatched input '{_token.Text}' expecting '{symbol}'");
        }
    }

    private CelSyntaxException Unexpected() => new(_token.Offset, $"Syntax error: mismatched input '{_token.Text}' expecting an expression");
}
