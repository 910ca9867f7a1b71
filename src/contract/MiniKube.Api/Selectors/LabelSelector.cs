using System.Collections.Immutable;
using System.Text.Json.Nodes;
using k8s.Models;

namespace MiniKube.Api.Selectors;

/// <summary>Conditions on labels that must all hold. Immutable.</summary>
public sealed class LabelSelector
{
    private LabelSelector(ImmutableArray<LabelRequirement> requirements, bool isNothing = false)
    {
        Requirements = requirements;
        IsNothing = isNothing;
    }

    public static LabelSelector Everything { get; } = new([]);

    /// <summary>What an absent selector means in most places: no object at all.</summary>
    public static LabelSelector Nothing { get; } = new([], isNothing: true);

    /// <summary>Sorted by key.</summary>
    public ImmutableArray<LabelRequirement> Requirements { get; }

    public bool IsNothing { get; }

    public bool IsEverything => !IsNothing && Requirements.IsEmpty;

    /// <summary>Reads the form of URLs and of kubectl: <c>a=b,c in (x,y),!d</c>. The empty text selects everything.</summary>
    /// <exception cref="FormatException">The text is not a selector.</exception>
    public static LabelSelector Parse(string text) => Of(new LabelSelectorParser(text).Parse());

    public static LabelSelector Of(IEnumerable<LabelRequirement> requirements) =>
        new([.. requirements.OrderBy(requirement => requirement.Key, StringComparer.Ordinal)]);

    /// <summary>All the labels with these values: the selectors of Services and ReplicationControllers.</summary>
    public static LabelSelector OfLabels(IEnumerable<KeyValuePair<string, string>> labels) =>
        Of(labels.Select(label => new LabelRequirement(label.Key, LabelOperator.In, [label.Value], IsEquality: true)));

    /// <summary>Null selects nothing, an empty selector everything.</summary>
    /// <exception cref="FormatException">An operator is not known or its values do not fit it.</exception>
    public static LabelSelector From(V1LabelSelector? selector)
    {
        if (selector is null)
        {
            return Nothing;
        }

        var expressions = (selector.MatchExpressions ?? [])
            .Select(expression => FromExpression(expression.Key, expression.OperatorProperty, [.. expression.Values ?? []]));
        return Of(OfLabels(selector.MatchLabels ?? ImmutableDictionary<string, string>.Empty).Requirements.Concat(expressions));
    }

    /// <summary>Reads <c>{matchLabels, matchExpressions}</c>. Null selects nothing, an empty selector everything.</summary>
    /// <exception cref="FormatException">An operator is not known or its values do not fit it.</exception>
    public static LabelSelector FromJson(JsonObject? selector)
    {
        if (selector is null)
        {
            return Nothing;
        }

        var labels = (selector["matchLabels"] as JsonObject ?? [])
            .Select(label => KeyValuePair.Create(label.Key, (string?)label.Value ?? ""));
        var expressions = (selector["matchExpressions"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .Select(expression => FromExpression(
                (string?)expression["key"] ?? "",
                (string?)expression["operator"] ?? "",
                [.. (expression["values"] as JsonArray ?? []).Select(value => (string?)value ?? "")]));
        return Of(OfLabels(labels).Requirements.Concat(expressions));
    }

    public bool Matches(IDictionary<string, string>? labels) =>
        Matches(key => labels is not null && labels.TryGetValue(key, out var value) ? value : null);

    /// <param name="labels">The tree of <c>metadata.labels</c>.</param>
    public bool Matches(JsonObject? labels) =>
        Matches(key => labels is not null && labels.TryGetPropertyValue(key, out var value) ? (string?)value : null);

    /// <param name="labelOf">Gives a label's value, or null when the object does not have it.</param>
    public bool Matches(Func<string, string?> labelOf)
    {
        if (IsNothing)
        {
            return false;
        }

        foreach (var requirement in Requirements)
        {
            if (!requirement.Matches(labelOf(requirement.Key)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Join(',', Requirements);

    private static LabelRequirement FromExpression(string key, string @operator, ImmutableArray<string> values) => @operator switch
    {
        "In" or "NotIn" when values.IsEmpty =>
            throw new FormatException($"for 'in', 'notin' operators, values set can't be empty (key \"{key}\")"),
        "In" => new LabelRequirement(key, LabelOperator.In, values),
        "NotIn" => new LabelRequirement(key, LabelOperator.NotIn, values),
        "Exists" or "DoesNotExist" when !values.IsEmpty =>
            throw new FormatException($"values set must be empty for exists and does not exist (key \"{key}\")"),
        "Exists" => new LabelRequirement(key, LabelOperator.Exists, values),
        "DoesNotExist" => new LabelRequirement(key, LabelOperator.DoesNotExist, values),
        _ => throw new FormatException($"\"{@operator}\" is not a valid label selector operator"),
    };
}
