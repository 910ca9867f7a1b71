using System.Globalization;

namespace MiniKube.ApiServer.Negotiation;

/// <summary>One alternative of an <c>Accept</c> header.</summary>
/// <param name="Type">In lower case.</param>
/// <param name="Subtype">In lower case.</param>
/// <param name="Weight">The <c>q</c>; 1 where there is none.</param>
/// <param name="Parameters">The others, as sent.</param>
internal sealed record AcceptClause(string Type, string Subtype, double Weight, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    /// <summary>So many alternatives are looked at; a client that needs more does not know what it wants.</summary>
    private const int ClausesMax = 64;

    /// <summary>The alternatives of a header, the best first: by weight, then what is named before what is not, then as sent.</summary>
    public static IReadOnlyList<AcceptClause> Parse(string header)
    {
        var clauses = new List<AcceptClause>();
        foreach (var range in header.AsSpan().Split(','))
        {
            if (clauses.Count < ClausesMax && ParseOne(header[range]) is { } clause)
            {
                clauses.Add(clause);
            }
        }

        return [.. clauses.OrderByDescending(clause => clause.Weight).ThenBy(clause => clause.Type == "*").ThenBy(clause => clause.Subtype == "*")];
    }

    public bool Matches(string mediaType)
    {
        var slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        return (Type == "*" && Subtype == "*")
            || (mediaType.AsSpan(0, slash).SequenceEqual(Type) && (Subtype == "*" || mediaType.AsSpan(slash + 1).SequenceEqual(Subtype)));
    }

    private static AcceptClause? ParseOne(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        var names = parts[0].ToLowerInvariant().Split('/', StringSplitOptions.TrimEntries);
        if (names is ["*"])
        {
            names = ["*", "*"];
        }

        if (names is not [{ Length: > 0 }, { Length: > 0 }] || (names[0] == "*" && names[1] != "*"))
        {
            return null;
        }

        var weight = 1.0;
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var part in parts.AsSpan(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals].Trim(), part[(equals + 1)..].Trim().Trim('"'));
            if (name != "q")
            {
                parameters.Add(KeyValuePair.Create(name, value));
            }
            else if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var q) && double.IsFinite(q))
            {
                weight = q;
            }
        }

        return new AcceptClause(names[0], names[1], weight, parameters);
    }
}
