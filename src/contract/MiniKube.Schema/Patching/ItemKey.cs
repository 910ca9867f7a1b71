using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.Patching;

/// <summary>Makes a string by which two items of a list are the same item.</summary>
internal static class ItemKey
{
    /// <summary>Of a scalar: its value. Numbers that are equal have one key, however they are written; only the key of a string begins with a quote.</summary>
    public static string OfValue(JsonNode? value) => value switch
    {
        JsonValue text when text.TryGetValue<string>(out var given) => string.Concat("\"", given),
        JsonValue number when number.GetValueKind() == JsonValueKind.Number => Number(number.ToJsonString()),
        _ => value?.ToJsonString() ?? "null",
    };

    private static string Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("0.#############################", CultureInfo.InvariantCulture)
            : text;
}
