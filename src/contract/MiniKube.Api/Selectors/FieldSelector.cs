using System.Collections.Immutable;
using System.Text;

namespace MiniKube.Api.Selectors;

/// <summary>Conditions on a few named fields that must all hold. Immutable. Which fields there are is up to the resource.</summary>
public sealed class FieldSelector
{
    private FieldSelector(ImmutableArray<FieldRequirement> requirements) => Requirements = requirements;

    public static FieldSelector Everything { get; } = new([]);

    public ImmutableArray<FieldRequirement> Requirements { get; }

    public bool IsEverything => Requirements.IsEmpty;

    /// <summary>Reads <c>a=b,c!=d</c>; a backslash makes the next comma, equals sign or backslash part of a value.</summary>
    /// <exception cref="FormatException">The text is not a selector.</exception>
    public static FieldSelector Parse(string text) =>
        text.Length == 0 ? Everything : new([.. Terms(text).Where(term => term.Length > 0).Select(term => Requirement(text, term))]);

    public static FieldSelector Of(IEnumerable<FieldRequirement> requirements) => new([.. requirements]);

    /// <summary>The value that the selector asks a field to have; null when it does not say.</summary>
    public string? ValueOf(string field)
    {
        foreach (var requirement in Requirements)
        {
            if (requirement.IsEqual && requirement.Field == field)
            {
                return requirement.Value;
            }
        }

        return null;
    }

    public bool Matches(Func<string, string> valueOf)
    {
        foreach (var requirement in Requirements)
        {
            if (!requirement.Matches(valueOf(requirement.Field)))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => string.Join(',', Requirements);

    private static List<string> Terms(string text)
    {
        var terms = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                terms.Add(text[start..i]);
                start = i + 1;
            }
        }

        terms.Add(text[start..]);
        return terms;
    }

    private static FieldRequirement Requirement(string text, string term)
    {
        for (var i = 0; i < term.Length; i++)
        {
            var rest = term.AsSpan(i);
            if (term[i] == '\\')
            {
                i++;
            }
            else if (rest.StartsWith("!="))
            {
                return new FieldRequirement(term[..i], false, Unescape(text, term[(i + 2)..]));
            }
            else if (term[i] == '=')
            {
                return new FieldRequirement(term[..i], true, Unescape(text, term[(i + (rest.StartsWith("==") ? 2 : 1))..]));
            }
        }

        throw new FormatException($"invalid selector: '{text}'; can't understand '{term}'");
    }

    private static string Unescape(string text, string value)
    {
        if (!value.Contains('\\') && !value.Contains('='))
        {
            return value;
        }

        var plain = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\')
            {
                i++;
                if (i == value.Length || value[i] is not ('\\' or ',' or '='))
                {
                    throw new FormatException($"invalid selector: '{text}'; a backslash must be followed by a backslash, a comma or an equals sign");
                }
            }
            else if (value[i] == '=')
            {
                throw new FormatException($"invalid selector: '{text}'; unescaped = in value: {value}");
            }

            _ = plain.Append(value[i]);
        }

        return plain.ToString();
    }
}
