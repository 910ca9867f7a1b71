using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Decoding;

/// <summary>Knows which values say nothing: what Go's <c>omitempty</c> leaves out, and what is written in spite of it.</summary>
internal static class Emptiness
{
    public static bool IsEmpty(JsonNode value, TypeSchema type) => type.Kind switch
    {
        TypeKind.List => value is JsonArray { Count: 0 },
        TypeKind.Map => value is JsonObject { Count: 0 },
        TypeKind.String or TypeKind.Bytes => value is JsonValue text && IsEmptyText(text),
        TypeKind.Boolean => value is JsonValue flag && flag.TryGetValue<bool>(out var b) && !b,
        TypeKind.Int32 or TypeKind.Int64 => value is JsonValue number && number.TryGetInteger(out var n) && n == 0,
        TypeKind.Double => value is JsonValue number && number.TryGetValue<double>(out var d) && d == 0,
        _ => false,
    };

    /// <summary>What stands for a value that is not given but written all the same: zero, or an object with the fields that are always written.</summary>
    public static JsonNode? Make(TypeSchema type) => type.Kind switch
    {
        TypeKind.Object => MakeObject(type),
        TypeKind.String or TypeKind.Bytes => JsonValue.Create(""),
        TypeKind.Boolean => JsonValue.Create(false),
        TypeKind.Int32 or TypeKind.Int64 or TypeKind.Double => JsonValue.Create(0L),
        TypeKind.Quantity => JsonValue.Create("0"),
        _ => null,
    };

    /// <summary>Of what is stored the text would be made anew each time that it is asked for.</summary>
    private static bool IsEmptyText(JsonValue value) => value.TryGetValue<JsonElement>(out var element)
        ? element.ValueKind == JsonValueKind.String && element.ValueEquals(""u8)
        : value.TryGetValue<string>(out var text) && text.Length == 0;

    private static JsonObject MakeObject(TypeSchema type)
    {
        var made = new JsonObject();
        foreach (var field in type.OrderedFields)
        {
            if (field.Presence == FieldPresence.Always)
            {
                made.Add(field.Name, Make(field.Type));
            }
        }

        return made;
    }
}
