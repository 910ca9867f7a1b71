using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Whether two values are the same, however their trees were made. Takes no memory for what the decoder made.</summary>
public static class JsonEquality
{
    public static bool AreEqual(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (null, null) => true,
        (JsonObject one, JsonObject other) => AreEqual(one, other, except: []),
        (JsonArray one, JsonArray other) => AreEqual(one, other),
        (JsonValue one, JsonValue other) => AreEqual(one, other),
        _ => false,
    };

    /// <summary>The same for objects, some members left aside.</summary>
    public static bool AreEqual(JsonObject left, JsonObject right, params ReadOnlySpan<string> except)
    {
        var compared = 0;
        for (var i = 0; i < left.Count; i++)
        {
            var (name, value) = left.GetAt(i);
            if (except.Contains(name))
            {
                continue;
            }

            if (!right.TryGetPropertyValue(name, out var other) || !AreEqual(value, other))
            {
                return false;
            }

            compared++;
        }

        var leftAside = 0;
        foreach (var name in except)
        {
            leftAside += right.ContainsKey(name) ? 1 : 0;
        }

        return compared == right.Count - leftAside;
    }

    private static bool AreEqual(JsonArray left, JsonArray right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(JsonValue left, JsonValue right)
    {
        var kind = left.GetValueKind();
        if (kind != right.GetValueKind())
        {
            return false;
        }

        return kind switch
        {
            JsonValueKind.String => HaveEqualText(left, right),
            JsonValueKind.Number => HaveEqualNumber(left, right),
            _ => true,
        };
    }

    private static bool HaveEqualText(JsonValue left, JsonValue right)
    {
        if (left.TryGetValue<JsonElement>(out var element))
        {
            return right.TryGetValue<JsonElement>(out var other)
                ? JsonElement.DeepEquals(element, other)
                : element.ValueEquals(right.GetValue<string>());
        }

        return right.TryGetValue<JsonElement>(out var parsed)
            ? parsed.ValueEquals(left.GetValue<string>())
            : left.GetValue<string>() == right.GetValue<string>();
    }

    private static bool HaveEqualNumber(JsonValue left, JsonValue right)
    {
        if (TryWhole(left, out var one) && TryWhole(right, out var other))
        {
            return one == other;
        }

        var (text, otherText) = (left.ToJsonString(), right.ToJsonString());
        return text == otherText
            || (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && decimal.TryParse(otherText, NumberStyles.Float, CultureInfo.InvariantCulture, out var otherNumber)
                && number == otherNumber);
    }

    private static bool TryWhole(JsonValue value, out long number)
    {
        if (value.TryGetValue<JsonElement>(out var element))
        {
            return element.TryGetInt64(out number);
        }

        if (value.TryGetValue(out number))
        {
            return true;
        }

        var isNarrow = value.TryGetValue<int>(out var narrow);
        number = narrow;
        return isNarrow;
    }
}
