using System.Text;
using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Extensions;

/// <summary>The strings extension. Places and lengths are in code points.</summary>
internal static class StringFunctions
{
    private static readonly CelType Text = CelType.String;
    private static readonly CelType Int = CelType.Int;
    private static readonly CelType TextList = CelType.ListOf(CelType.String);

    public static IEnumerable<Overload> All => [.. Parts(), .. Searches(), .. Changes(), .. Lists()];

    private static IEnumerable<Overload> Parts() =>
    [
        Overload.Method("charAt", [Text, Int], Text, static args => CharAt(args[0].AsString, args[1].AsInt), CharCost),
        Overload.Method("substring", [Text, Int], Text, static args => Substring(args[0].AsString, args[1].AsInt, null), CostModel.Rewrite(0)),
        Overload.Method("substring", [Text, Int, Int], Text, static args => Substring(args[0].AsString, args[1].AsInt, args[2].AsInt), CostModel.Rewrite(0)),
    ];

    private static IEnumerable<Overload> Searches() =>
    [
        Overload.Method("indexOf", [Text, Text], Int, static args => IndexOf(args[0].AsString, args[1].AsString, 0), CostModel.Place),
        Overload.Method("indexOf", [Text, Text, Int], Int, static args => IndexOf(args[0].AsString, args[1].AsString, args[2].AsInt), CostModel.Place),
        Overload.Method("lastIndexOf", [Text, Text], Int, static args => LastIndexOf(args[0].AsString, args[1].AsString, null), CostModel.Place),
        Overload.Method("lastIndexOf", [Text, Text, Int], Int, static args => LastIndexOf(args[0].AsString, args[1].AsString, args[2].AsInt), CostModel.Place),
    ];

    private static IEnumerable<Overload> Changes() =>
    [
        Overload.Method("lowerAscii", [Text], Text, static args => OnlyAscii(args[0].AsString, char.ToLowerInvariant), CostModel.Rewrite(0)),
        Overload.Method("upperAscii", [Text], Text, static args => OnlyAscii(args[0].AsString, char.ToUpperInvariant), CostModel.Rewrite(0)),
        Overload.Method("trim", [Text], Text, static args => args[0].AsString.Trim(), CostModel.Rewrite(0)),
        Overload.Method("reverse", [Text], Text, static args => CodePoints.Reverse(args[0].AsString), CostModel.Rewrite(0)),
        Overload.Method("replace", [Text, Text, Text], Text, static args => Replace(args[0].AsString, args[1].AsString, args[2].AsString, -1), ReplaceCost),
        Overload.Method("replace", [Text, Text, Text, Int], Text, static args => Replace(args[0].AsString, args[1].AsString, args[2].AsString, args[3].AsInt), ReplaceCost),
        Overload.Of("strings.quote", [Text], Text, static args => Quote(args[0].AsString), CostModel.Widen(0, 2, 2)),
        Overload.Method("format", [Text, CelType.ListOf(CelType.Dyn)], Text, static args => Formatter.Format(args[0].AsString, args[1].AsList), CostModel.Walk(0)),
    ];

    private static IEnumerable<Overload> Lists() =>
    [
        Overload.Method("split", [Text, Text], TextList, static args => Split(args[0].AsString, args[1].AsString, -1), SplitCost),
        Overload.Method("split", [Text, Text, Int], TextList, static args => Split(args[0].AsString, args[1].AsString, args[2].AsInt), SplitCost),
        Overload.Method("join", [TextList], Text, static args => Join(args[0].AsList, ""), CostModel.Scan(0)),
        Overload.Method("join", [TextList, Text], Text, static args => Join(args[0].AsList, args[1].AsString), JoinCost),
    ];

    private static CostModel CharCost { get; } = new(static sizes => sizes[0].Cost(CostModel.PerChar), static _ => new SizeRange(0, 2));

    // Once over the text, and once to make what comes of it.
    private static CostModel SplitCost { get; } = new(
        static sizes => sizes[0].Cost(2 * CostModel.PerChar), static sizes => new SizeRange(0, sizes[0].Add(SizeRange.One).Max));

    private static CostModel ReplaceCost { get; } = new(
        static sizes => sizes[0].Cost(2 * CostModel.PerChar),
        static sizes => new SizeRange(0, sizes[0].Add(SizeRange.One).Times(sizes[2].Add(SizeRange.One)).Max));

    private static CostModel JoinCost { get; } = new(static sizes => sizes[0].Cost(1).Add(sizes[0].Times(sizes[1]).Cost(CostModel.PerChar)));

    private static CelValue CharAt(string text, long index) => CodePoints.OffsetOf(text, index) is not { } at ? Errors.OutOfRange(index)
        : at == text.Length ? ""
        : text.Substring(at, at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1);

    private static CelValue Substring(string text, long from, long? to)
    {
        if (CodePoints.OffsetOf(text, from) is not { } start)
        {
            return Errors.OutOfRange(from);
        }

        if (to is null)
        {
            return text[start..];
        }

        if (to < from)
        {
            return CelValue.Error($"invalid substring range. start: {from}, end: {to}");
        }

        return CodePoints.OffsetOf(text, to.Value) is { } end ? text[start..end] : Errors.OutOfRange(to.Value);
    }

    private static CelValue IndexOf(string text, string sought, long from)
    {
        if (CodePoints.OffsetOf(text, from) is not { } start)
        {
            return Errors.OutOfRange(from);
        }

        var found = text.IndexOf(sought, start, StringComparison.Ordinal);
        return found < 0 ? -1L : CodePoints.NumberOf(text, found);
    }

    private static CelValue LastIndexOf(string text, string sought, long? from)
    {
        if (from is null)
        {
            return text.LastIndexOf(sought, StringComparison.Ordinal) is >= 0 and var found ? CodePoints.NumberOf(text, found) : -1L;
        }

        if (CodePoints.OffsetOf(text, from.Value) is not { } start)
        {
            return Errors.OutOfRange(from.Value);
        }

        var within = text.AsSpan(0, (int)Math.Min((long)start + sought.Length, text.Length));
        return within.LastIndexOf(sought) is >= 0 and var last ? CodePoints.NumberOf(text, last) : -1L;
    }

    private static string OnlyAscii(string text, Func<char, char> change) =>
        string.Create(text.Length, (text, change), static (made, state) =>
        {
            for (var i = 0; i < made.Length; i++)
            {
                made[i] = char.IsAscii(state.text[i]) ? state.change(state.text[i]) : state.text[i];
            }
        });

    private static CelValue Replace(string text, string old, string replacement, long limit)
    {
        var countMax = old.Length > 0 ? text.Length / old.Length : text.Length + 1;
        if ((long)countMax * replacement.Length > Errors.TextCharsMax
            && text.Length + (Count(text, old) * ((long)replacement.Length - old.Length)) > Errors.TextCharsMax)
        {
            return Errors.TooLarge;
        }

        if (limit < 0 && old.Length > 0)
        {
            return text.Replace(old, replacement, StringComparison.Ordinal);
        }

        var made = new StringBuilder();
        var at = 0;
        for (var count = 0L; limit < 0 || count < limit; count++)
        {
            var found = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : count == 0 ? 0 : at < text.Length ? at + 1 : -1;
            if (found < 0)
            {
                break;
            }

            made.Append(text, at, found - at).Append(replacement);
            at = found + old.Length;
        }

        return made.Append(text, at, text.Length - at).ToString();
    }

    private static long Count(string text, string old) => old.Length > 0 ? text.AsSpan().Count(old) : text.Length + 1;

    private static ArrayList Split(string text, string separator, long limit)
    {
        if (limit == 0)
        {
            return ArrayList.Empty;
        }

        if (separator.Length > 0)
        {
            var parts = limit > 0 ? text.Split(separator, (int)Math.Min(limit, int.MaxValue)) : text.Split(separator);
            return new ArrayList([.. parts.Select(part => (CelValue)part)]);
        }

        var letters = new List<CelValue>();
        for (var at = 0; at < text.Length;)
        {
            var length = at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
            var isLast = limit > 0 && letters.Count == limit - 1;
            letters.Add(isLast ? text[at..] : text.Substring(at, length));
            at = isLast ? text.Length : at + length;
        }

        return new ArrayList(letters);
    }

    private static CelValue Join(CelList list, string separator)
    {
        var made = new StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not { Kind: CelValueKind.String } item)
            {
                return Errors.NoSuchOverload;
            }

            if (made.Length + (long)separator.Length + item.AsString.Length > Errors.TextCharsMax)
            {
                return Errors.TooLarge;
            }

            made.Append(i == 0 ? "" : separator).Append(item.AsString);
        }

        return made.ToString();
    }

    private static string Quote(string text)
    {
        var made = new StringBuilder("\"");
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '\a' => made.Append("\\a"),
                '\b' => made.Append("\\b"),
                '\f' => made.Append("\\f"),
                '\n' => made.Append("\\n"),
                '\r' => made.Append("\\r"),
                '\t' => made.Append("\\t"),
                '\v' => made.Append("\\v"),
                '\\' => made.Append("\\\\"),
                '"' => made.Append("\\\""),
                _ => made.Append(letter),
            };
        }

        return made.Append('"').ToString();
    }
}
