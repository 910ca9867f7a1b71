using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Encoding;

/// <summary>
/// Tells whether a tree is already as the decoder would make it, so that most writes need not make it again; the order of names is the writer's
/// business. Asks more than it has to: false only costs a pass of the decoder.
/// </summary>
internal static class CanonicalForm
{
    public static bool Holds(JsonObject value, TypeSchema type)
    {
        if (type.IsCustom || type.PreservesUnknownFields)
        {
            return false;
        }

        for (var i = 0; i < value.Count; i++)
        {
            var (name, member) = value.GetAt(i);
            if (member is null || !type.Fields.TryGetValue(name, out var field) || !HoldsField(member, field))
            {
                return false;
            }
        }

        foreach (var field in type.OrderedFields)
        {
            if (field.Presence == FieldPresence.Always && !value.ContainsKey(field.Name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsField(JsonNode member, FieldSchema field) =>
        HoldsValue(member, field.Type) && (field.Presence != FieldPresence.WhenNotEmpty || !Emptiness.IsEmpty(member, field.Type));

    private static bool HoldsValue(JsonNode? value, TypeSchema type) => (type.Kind, value) switch
    {
        (_, null) => false,
        (TypeKind.Object, JsonObject tree) => Holds(tree, type),
        (TypeKind.Map, JsonObject entries) => HoldsMap(entries, type.Element!),
        (TypeKind.List, JsonArray items) => HoldsList(items, type.Element!),
        (TypeKind.Raw or TypeKind.Any, _) => true,
        (_, JsonValue scalar) => HoldsScalar(scalar, type.Kind),
        _ => false,
    };

    private static bool HoldsMap(JsonObject entries, TypeSchema element)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (!HoldsValue(entries.GetAt(i).Value, element))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsList(JsonArray items, TypeSchema element)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (!HoldsValue(items[i], element))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsScalar(JsonValue value, TypeKind kind)
    {
        switch (kind)
        {
            case TypeKind.String:
                return value.GetValueKind() == JsonValueKind.String;
            case TypeKind.Boolean:
                return value.GetValueKind() is JsonValueKind.True or JsonValueKind.False;
            case TypeKind.Int32:
                return value.TryGetInteger(out var narrow) && narrow is >= int.MinValue and <= int.MaxValue;
            case TypeKind.Int64:
                return value.TryGetInteger(out _);
            case TypeKind.IntOrString:
                return value.GetValueKind() == JsonValueKind.String || (value.TryGetInteger(out var port) && port is >= int.MinValue and <= int.MaxValue);
            case TypeKind.Quantity:
                return value.AsText is { } amount && Quantity.TryParse(amount, out var quantity) && quantity.ToString() == amount;
            case TypeKind.Time or TypeKind.MicroTime:
                return value.AsText is { } time && Timestamp.TryNormalize(time, kind == TypeKind.MicroTime, out var normal) && normal == time;
            default:
                // Seldom, and worth the decoder's eye.
                return false;
        }
    }
}
