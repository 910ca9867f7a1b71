using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Types;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>Holds one value against its demands.</summary>
internal static class ValueChecks
{
    /// <summary>Complains of everything that is wrong with the value itself.</summary>
    /// <returns>False when it is not of its type, so that its parts say nothing.</returns>
    public static bool Check(JsonNode? value, ValueRules rules, FieldLocation where, Complaints complaints)
    {
        if (value is null && rules.IsNullable)
        {
            return false;
        }

        if (!IsOfType(value, rules))
        {
            var type = rules.IsIntOrString ? "integer,string" : rules.Type!;
            complaints.TypeInvalid(where, WordFor(value), $"{NameOf(where)} in body must be of type {type}: \"{WordFor(value)}\"");
            return false;
        }

        CheckEnum(value, rules, where, complaints);
        switch (value)
        {
            case JsonObject tree:
                CheckObject(tree, rules, where, complaints);
                break;
            case JsonArray items:
                CheckList(items, rules, where, complaints);
                break;
            case JsonValue when value.AsText is { } text:
                CheckText(text, rules, where, complaints);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number:
                CheckNumber(scalar, rules, where, complaints);
                break;
            default:
                break;
        }

        LogicChecks.Check(value, rules, where, complaints);
        return true;
    }

    /// <summary>The name of the place in a sentence; empty for the whole object.</summary>
    public static string NameOf(FieldLocation where) => where.ToString() is var name && name == CustomObjectRules.RootName ? "" : name;

    private static bool IsOfType(JsonNode? value, ValueRules rules)
    {
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        return rules.IsIntOrString ? kind == JsonValueKind.String || IsInteger(value) : rules.Type switch
        {
            null => true,
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "string" => kind == JsonValueKind.String,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "integer" => IsInteger(value),
            "number" => kind == JsonValueKind.Number && value!.AsValue().TryGetValue<double>(out var number) ? double.IsFinite(number) : IsInteger(value),
            _ => false,
        };
    }

    private static bool IsInteger(JsonNode? value) => value is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.Number
        && (scalar.TryGetInteger(out _) || (scalar.TryGetValue<double>(out var number) && Math.Floor(number) == number && Math.Abs(number) < long.MaxValue));

    private static string WordFor(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => IsInteger(value) ? "integer" : "number",
        _ => "null",
    };

    private static void CheckEnum(JsonNode? value, ValueRules rules, FieldLocation where, Complaints complaints)
    {
        if (rules.Enum.IsEmpty)
        {
            return;
        }

        foreach (var choice in rules.Enum)
        {
            if (JsonNode.DeepEquals(choice, value))
            {
                return;
            }
        }

        complaints.NotSupported(where, value, rules.Enum.Select(choice => choice.AsText ?? choice?.ToJsonString() ?? "null"));
    }

    private static void CheckObject(JsonObject tree, ValueRules rules, FieldLocation where, Complaints complaints)
    {
        foreach (var name in rules.Required)
        {
            if (!tree.ContainsKey(name))
            {
                complaints.Required(CustomObjectRules.Child(where, name));
            }
        }

        if (rules.IsEmbeddedResource)
        {
            EmbeddedResourceRules.Check(tree, where, complaints);
        }

        if (rules.Sizes is not { } sizes)
        {
            return;
        }

        if (tree.Count < sizes.PropertiesMin)
        {
            complaints.Invalid(where, tree.Count, $"{NameOf(where)} in body should have at least {sizes.PropertiesMin} properties");
        }

        if (tree.Count > sizes.PropertiesMax)
        {
            complaints.TooMany(where, tree.Count, (int)sizes.PropertiesMax);
        }
    }

    private static void CheckList(JsonArray items, ValueRules rules, FieldLocation where, Complaints complaints)
    {
        if (rules.Sizes is { } sizes)
        {
            if (items.Count < sizes.ItemsMin)
            {
                complaints.Invalid(where, items.Count, $"{NameOf(where)} in body should have at least {sizes.ItemsMin} items");
            }

            if (items.Count > sizes.ItemsMax)
            {
                complaints.TooMany(where, items.Count, (int)sizes.ItemsMax);
            }
        }

        if (rules.ListType is not (ListType.Set or ListType.Map))
        {
            return;
        }

        var seen = new HashSet<string>(items.Count, StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            var key = ListKeys.KeyOf(items[i], rules);
            if (!seen.Add(key.ToJsonString()))
            {
                complaints.Duplicate(where.Index(i), key);
            }
        }
    }

    private static void CheckText(string text, ValueRules rules, FieldLocation where, Complaints complaints)
    {
        if (rules.Sizes is { LengthMin: not null } or { LengthMax: not null })
        {
            var length = text.Length - text.Count(char.IsLowSurrogate);
            if (length < rules.Sizes.LengthMin)
            {
                complaints.Invalid(where, text, $"{NameOf(where)} in body should be at least {rules.Sizes.LengthMin} chars long");
            }

            if (length > rules.Sizes.LengthMax)
            {
                complaints.TooLong(where, (int)rules.Sizes.LengthMax);
            }
        }

        if (rules.Pattern is { } pattern && !pattern.IsMatch(text))
        {
            complaints.Invalid(where, text, $"{NameOf(where)} in body should match '{pattern.Text}'");
        }

        if (rules.Format is { } format && !StringFormats.Allows(format, text))
        {
            complaints.Invalid(where, text, $"{NameOf(where)} in body must be of type {format}: \"{text}\"");
        }
    }

    private static void CheckNumber(JsonValue value, ValueRules rules, FieldLocation where, Complaints complaints)
    {
        if (rules.Numbers is not { } bounds)
        {
            return;
        }

        var number = value.TryGetInteger(out var whole) ? whole : value.GetValue<double>();
        if (bounds.ExcludesMinimum ? number <= bounds.Minimum : number < bounds.Minimum)
        {
            complaints.Invalid(where, value, $"{NameOf(where)} in body should be greater than {(bounds.ExcludesMinimum ? "" : "or equal to ")}{bounds.Minimum}");
        }

        if (bounds.ExcludesMaximum ? number >= bounds.Maximum : number > bounds.Maximum)
        {
            complaints.Invalid(where, value, $"{NameOf(where)} in body should be less than {(bounds.ExcludesMaximum ? "" : "or equal to ")}{bounds.Maximum}");
        }

        if (bounds.MultipleOf is { } step and > 0 && !IsMultiple(number, step))
        {
            complaints.Invalid(where, value, $"{NameOf(where)} in body should be a multiple of {step}");
        }
    }

    private static bool IsMultiple(double number, double step)
    {
        var times = number / step;
        return Math.Abs(times - Math.Round(times)) <= 1e-9 * Math.Max(1, Math.Abs(times));
    }
}
