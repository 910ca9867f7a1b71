using System.Collections.Frozen;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Syntax;

/// <summary>Cuts a text into tokens.</summary>
internal sealed class Lexer(string source)
{
    private static readonly string[] Symbols =
        ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}"];

    private static readonly FrozenDictionary<string, CelValue> Words = new Dictionary<string, CelValue>(StringComparer.Ordinal)
    {
        ["true"] = CelValue.True,
        ["false"] = CelValue.False,
        ["null"] = CelValue.Null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private int _at;

    public Token Next()
    {
        SkipBlanks();
        if (_at >= source.Length)
        {
            return new Token(TokenKind.End, source.Length, "<EOF>");
        }

        var start = _at;
        var first = source[start];
        if (LiteralReader.StringStart(source, start) is { } prefix)
        {
            var (value, end) = LiteralReader.ReadString(source, start, prefix);
            _at = end;
            return new Token(TokenKind.Literal, start, source[start..end], value);
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            return Word(start);
        }

        if (char.IsAsciiDigit(first) || (first == '.' && start + 1 < source.Length && char.IsAsciiDigit(source[start + 1])))
        {
            var (value, end) = NumberReader.Read(source, start);
            _at = end;
            return new Token(TokenKind.Literal, start, source[start..end], value);
        }

        return first == '`' ? Quoted(start) : Symbol(start);
    }

    private Token Word(int start)
    {
        while (_at < source.Length && (char.IsAsciiLetterOrDigit(source[_at]) || source[_at] == '_'))
        {
            _at++;
        }

        var text = source[start.._at];
        return Words.TryGetValue(text, out var value) ? new Token(TokenKind.Literal, start, text, value) : new Token(TokenKind.Identifier, start, text);
    }

    private Token Quoted(int start)
    {
        var end = source.IndexOf('`', start + 1);
        if (end <= start + 1 || source.AsSpan(start + 1, end - start - 1).ContainsAnyExcept(QuotedChars))
        {
            throw new CelSyntaxException(start, "Syntax error: token recognition error at: '`'");
        }

        _at = end + 1;
        return new Token(TokenKind.Quoted, start, source[(start + 1)..end]);
    }

    private static readonly System.Buffers.SearchValues<char> QuotedChars =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/ ");

    private Token Symbol(int start)
    {
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(source, start, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return new Token(TokenKind.Symbol, start, symbol);
            }
        }

        throw new CelSyntaxException(start, $"Syntax error: token recognition error at: '{source[start]}'");
    }

    private void SkipBlanks()
    {
        while (_at < source.Length)
        {
            if (source[_at] is ' ' or '\t' or '\r' or '\n' or '\f')
            {
                _at++;
            }
            else if (source[_at] == '/' && _at + 1 < source.Length && source[_at + 1] == '/')
            {
                var end = source.IndexOf('\n', _at);
                _at = end < 0 ? source.Length : end;
            }
            else
            {
                return;
            }
        }
    }
}
