using System.Collections.Immutable;
using System.Globalization;

namespace MiniKube.Schema.Patching;

/// <summary>RFC 6901: the way to a place in a JSON document.</summary>
internal readonly record struct JsonPointer(string Text, ImmutableArray<string> Tokens)
{
    public bool IsRoot => Tokens.Length == 0;

    public string Last => Tokens[^1];

    public static JsonPointer Parse(string text)
    {
        if (text.Length == 0)
        {
            return new JsonPointer(text, []);
        }

        if (text[0] != '/')
        {
            throw PatchException.DoesNotApply($"the path \"{text}\" must start with a slash");
        }

        return new JsonPointer(text, [.. text[1..].Split('/').Select(Unescape)]);
    }

    /// <summary>True when <paramref name="other"/> lies below this place.</summary>
    public bool Contains(JsonPointer other) =>
        other.Tokens.Length > Tokens.Length && other.Tokens.AsSpan(0, Tokens.Length).SequenceEqual(Tokens.AsSpan());

    /// <summary>Reads an index of a list of <paramref name="count"/> items; -1 is the last item, as upstream reads it.</summary>
    public static int? Index(string token, int count)
    {
        var isNegative = token.Length > 1 && token[0] == '-';
        var digits = isNegative ? token.AsSpan(1) : token.AsSpan();
        if ((digits.Length > 1 && digits[0] == '0') || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        return isNegative ? count - index : index;
    }

    public override string ToString() => Text;

    private static string Unescape(string token) =>
        token.Contains('~') ? token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal) : token;
}
