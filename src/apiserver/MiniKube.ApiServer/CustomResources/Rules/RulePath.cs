using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Validation;

namespace MiniKube.ApiServer.CustomResources.Rules;

/// <summary>The <c>fieldPath</c> of a rule: <c>.spec.replicas</c>, <c>.labels['app']</c>. Names fields and keys, no items of lists.</summary>
internal static class RulePath
{
    /// <summary>The names of the path; false when it is malformed.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyList<string>? names)
    {
        var made = new List<string>();
        names = null;
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            if (rest[0] == '.')
            {
                var length = rest[1..].IndexOfAny('.', '[') is >= 0 and var next ? next : rest.Length - 1;
                if (length == 0)
                {
                    return false;
                }

                made.Add(rest.Slice(1, length).ToString());
                at += length + 1;
            }
            else if (rest.StartsWith("['") && rest.IndexOf("']") is > 2 and var end)
            {
                made.Add(rest[2..end].ToString());
                at += end + 2;
            }
            else
            {
                return false;
            }
        }

        names = made;
        return made.Count > 0;
    }

    /// <summary>Why the path leads nowhere in a schema; null when it leads to a value.</summary>
    public static string? Complaint(string text, JsonObject schema)
    {
        if (!TryParse(text, out var names))
        {
            return "fieldPath must be a valid path: it must name fields that follow dots, or keys in brackets: .spec.replicas, .labels['app']";
        }

        var at = schema;
        foreach (var name in names)
        {
            if ((at.Child("properties").Child(name) ?? at.Child("additionalProperties")) is not { } part)
            {
                return "fieldPath must be a valid path: does not refer to a valid field";
            }

            at = part;
        }

        return null;
    }

    /// <summary>The place below another one that the path leads to; that one itself when there is no path.</summary>
    public static FieldLocation Below(FieldLocation? where, string text)
    {
        foreach (var name in TryParse(text, out var names) ? names : [])
        {
            where = where is null ? FieldLocation.Root(name) : where.Child(name);
        }

        return where ?? RuleChecks.Root;
    }
}
