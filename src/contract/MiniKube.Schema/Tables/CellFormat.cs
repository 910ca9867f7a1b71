using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables;

/// <summary>Forms of values that several kinds print.</summary>
internal static class CellFormat
{
    public const string None = "<none>";
    public const string Unset = "<unset>";
    public const string Unknown = "<unknown>";

    /// <summary><c>a=b,c=d</c>, by key.</summary>
    public static string Labels(JsonNode? labels)
    {
        if (labels is not JsonObject { Count: > 0 } map)
        {
            return None;
        }

        return string.Join(',', map.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value.Text()}"));
    }

    /// <summary>A label selector in the form that <c>kubectl -l</c> reads.</summary>
    public static string Selector(JsonNode? selector)
    {
        var terms = new List<(string Key, string Text)>();
        foreach (var (key, value) in selector.At("matchLabels") as JsonObject ?? [])
        {
            terms.Add((key, $"{key}={value.Text()}"));
        }

        foreach (var expression in selector.Items("matchExpressions"))
        {
            terms.Add((expression.Text("key"), Requirement(expression)));
        }

        return terms.Count == 0 ? None : string.Join(',', terms.OrderBy(term => term.Key, StringComparer.Ordinal).Select(term => term.Text));
    }

    public static string ContainerNames(JsonNode? podSpec) => string.Join(',', podSpec.Items("containers").Select(container => container.Text("name")));

    public static string Images(JsonNode? podSpec) => string.Join(',', podSpec.Items("containers").Select(container => container.Text("image")));

    /// <summary>The first items, and how many there are beside them.</summary>
    public static string Some(IReadOnlyList<string> items, int max, string separator, string whenEmpty)
    {
        if (items.Count == 0)
        {
            return whenEmpty;
        }

        var shown = string.Join(separator, items.Take(max));
        return items.Count > max ? $"{shown} + {items.Count - max} more..." : shown;
    }

    /// <summary>The addresses or names at which a load balancer is reached.</summary>
    public static string LoadBalancer(JsonNode? status) => string.Join(
        ',',
        status.Items("loadBalancer", "ingress")
            .Select(ingress => ingress.TextOr(ingress.Text("hostname"), "ip"))
            .Where(address => address.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal));

    private static string Requirement(JsonObject expression)
    {
        var key = expression.Text("key");
        var values = string.Join(',', expression.Texts("values").Order(StringComparer.Ordinal));
        return expression.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "Exists" => key,
            "DoesNotExist" => $"!{key}",
            _ => "<error>",
        };
    }
}
