using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using MiniKube.Api.Validation;

namespace MiniKube.Api.Selectors;

/// <summary>Reads the text form of label selectors.</summary>
internal sealed class LabelSelectorParser(string text)
{
    private static readonly SearchValues<char> Special = SearchValues.Create("=!<>(), \t\r\n");

    private int _at;

    private bool AtEnd => _at >= text.Length;

    public List<LabelRequirement> Parse()
    {
        var requirements = new List<LabelRequirement>();
        SkipBlanks();
        while (!AtEnd)
        {
            requirements.Add(Requirement());
            SkipBlanks();
            if (AtEnd)
            {
                break;
            }

            if (!Take(","))
            {
                throw Unexpected("',' or end of string");
            }

            SkipBlanks();
            if (AtEnd)
            {
                throw new FormatException("unable to parse requirement: found '', expected: identifier after ','");
            }
        }

        return requirements;
    }

    private LabelRequirement Requirement()
    {
        var isAbsent = Take("!");
        SkipBlanks();
        var key = Key();
        SkipBlanks();
        if (isAbsent || AtEnd || text[_at] == ',')
        {
            return new LabelRequirement(key, isAbsent ? LabelOperator.DoesNotExist : LabelOperator.Exists, []);
        }

        if (Take("!="))
        {
            return Equality(key, LabelOperator.NotIn);
        }

        if (Take("==") || Take("="))
        {
            return Equality(key, LabelOperator.In);
        }

        if (Take(">"))
        {
            return Comparison(key, LabelOperator.GreaterThan);
        }

        return Take("<") ? Comparison(key, LabelOperator.LessThan) : SetRequirement(key);
    }

    private LabelRequirement Equality(string key, LabelOperator @operator)
    {
        SkipBlanks();
        return new LabelRequirement(key, @operator, [Value(key)], IsEquality: true);
    }

    private LabelRequirement Comparison(string key, LabelOperator @operator)
    {
        SkipBlanks();
        var value = Word();
        return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? new LabelRequirement(key, @operator, [value])
            : throw new FormatException($"values[0][{key}]: Invalid value: \"{value}\": for 'Gt', 'Lt' operators, the value must be an integer");
    }

    private LabelRequirement SetRequirement(string key)
    {
        var word = Word();
        if (word is not ("in" or "notin"))
        {
            _at -= word.Length;
            throw Unexpected("in, notin, =, ==, !=, gt, lt");
        }

        SkipBlanks();
        if (!Take("("))
        {
            throw Unexpected("'('");
        }

        var values = ImmutableArray.CreateBuilder<string>();
        do
        {
            SkipBlanks();
            values.Add(Value(key));
            SkipBlanks();
        }
        while (Take(","));

        if (!Take(")"))
        {
            throw Unexpected("',' or ')'");
        }

        ImmutableArray<string> distinct = [.. values.Distinct(StringComparer.Ordinal)];
        return new LabelRequirement(key, word == "in" ? LabelOperator.In : LabelOperator.NotIn, distinct);
    }

    private string Key()
    {
        var key = Word();
        if (key.Length == 0)
        {
            throw Unexpected("!, identifier, or 'end of string'");
        }

        return NameRules.QualifiedName(key) is [var complaint, ..]
            ? throw new FormatException($"unable to parse requirement: <nil>: Invalid value: \"{key}\": {complaint}")
            : key;
    }

    private string Value(string key)
    {
        var value = Word();
        return NameRules.LabelValue(value) is [var complaint, ..]
            ? throw new FormatException($"unable to parse requirement: values[0][{key}]: Invalid value: \"{value}\": {complaint}")
            : value;
    }

    private string Word()
    {
        var length = text.AsSpan(_at).IndexOfAny(Special);
        var word = length < 0 ? text[_at..] : text.Substring(_at, length);
        _at += word.Length;
        return word;
    }

    private bool Take(string token)
    {
        if (!text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal))
        {
            return false;
        }

        _at += token.Length;
        return true;
    }

    private void SkipBlanks()
    {
        while (!AtEnd && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    private FormatException Unexpected(string expected) =>
        new($"unable to parse requirement: found '{(AtEnd ? "" : text[_at..])}', expected: {expected}");
}
