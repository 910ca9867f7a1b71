using System.Text.Json.Nodes;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.Schema.Validation;

/// <summary>Compares a field with what it was.</summary>
internal static class Immutable
{
    public const string Why = "field is immutable";

    public static bool IsSame(JsonNode? updated, JsonNode? old) => JsonEquality.AreEqual(Something(updated), Something(old));

    public static void Check(JsonNode? updated, JsonNode? old, FieldLocation where, Complaints complaints)
    {
        if (!IsSame(updated, old))
        {
            complaints.Invalid(where, updated, Why);
        }
    }

    /// <summary>An empty object, list or text says no more than an absent one.</summary>
    private static JsonNode? Something(JsonNode? node) => node switch
    {
        JsonObject { Count: 0 } or JsonArray { Count: 0 } => null,
        JsonValue value when value.TryGetValue<string>(out var text) && text.Length == 0 => null,
        _ => node,
    };
}
