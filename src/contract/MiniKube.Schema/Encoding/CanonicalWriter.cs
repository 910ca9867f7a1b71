using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Encoding;

/// <summary>Writes a tree as its schema orders it.</summary>
internal static class CanonicalWriter
{
    private static readonly JsonObject Nothing = [];

    public static void WriteObject(Utf8JsonWriter writer, JsonObject value, TypeSchema type)
    {
        if (type.Kind != TypeKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var field in type.OrderedFields)
        {
            if (value.TryGetPropertyValue(field.Name, out var member) && member is not null)
            {
                WriteField(writer, field, member);
            }
            else
            {
                WriteMissing(writer, field, value);
            }
        }

        if (type.PreservesUnknownFields)
        {
            WriteUnknown(writer, value, type);
        }

        writer.WriteEndObject();
    }

    /// <summary>What is written of a field that an object does not have, or has as null.</summary>
    public static void WriteMissing(Utf8JsonWriter writer, FieldSchema field, JsonObject value)
    {
        if (field.Type.Rules is { IsNullable: true } && value.ContainsKey(field.Name))
        {
            writer.WriteNull(field.EncodedName);
        }
        else if (field.Presence == FieldPresence.Always)
        {
            WriteAbsent(writer, field);
        }
    }

    public static void WriteField(Utf8JsonWriter writer, FieldSchema field, JsonNode member)
    {
        if (field.Presence == FieldPresence.WhenNotEmpty && Emptiness.IsEmpty(member, field.Type))
        {
            return;
        }

        writer.WritePropertyName(field.EncodedName);
        WriteValue(writer, member, field.Type);
    }

    private static void WriteAbsent(Utf8JsonWriter writer, FieldSchema field)
    {
        writer.WritePropertyName(field.EncodedName);
        switch (field.Type.Kind)
        {
            case TypeKind.String:
                writer.WriteStringValue("");
                break;
            case TypeKind.Boolean:
                writer.WriteBooleanValue(false);
                break;
            case TypeKind.Object:
                WriteObject(writer, Nothing, field.Type);
                break;
            default:
                writer.WriteNumberValue(0);
                break;
        }
    }

    private static void WriteUnknown(Utf8JsonWriter writer, JsonObject value, TypeSchema type)
    {
        foreach (var (name, member) in value.Where(pair => !type.Fields.ContainsKey(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            WriteAny(writer, member);
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonNode? value, TypeSchema type)
    {
        switch (type.Kind, value)
        {
            case (_, null):
                writer.WriteNullValue();
                break;
            case (TypeKind.Object, JsonObject members):
                WriteObject(writer, members, type);
                break;
            case (TypeKind.Map, JsonObject entries):
                WriteMap(writer, entries, type.Element!);
                break;
            case (TypeKind.List, JsonArray items):
                writer.WriteStartArray();
                for (var i = 0; i < items.Count; i++)
                {
                    WriteValue(writer, items[i], type.Element!);
                }

                writer.WriteEndArray();
                break;
            case (TypeKind.Quantity, JsonValue amount):
                WriteQuantity(writer, amount);
                break;
            case (TypeKind.Time or TypeKind.MicroTime, JsonValue time) when time.TryGetValue<string>(out var text):
                writer.WriteStringValue(Timestamp.TryNormalize(text, type.Kind == TypeKind.MicroTime, out var normal) ? normal : text);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, JsonObject entries, TypeSchema element)
    {
        writer.WriteStartObject();
        if (IsSorted(entries))
        {
            for (var i = 0; i < entries.Count; i++)
            {
                WriteEntry(writer, entries.GetAt(i), element);
            }
        }
        else
        {
            foreach (var entry in entries.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                WriteEntry(writer, entry, element);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, KeyValuePair<string, JsonNode?> entry, TypeSchema element)
    {
        writer.WritePropertyName(entry.Key);
        WriteValue(writer, entry.Value, element);
    }

    /// <summary>True when the names of a map stand in order.</summary>
    private static bool IsSorted(JsonObject entries)
    {
        for (var i = 1; i < entries.Count; i++)
        {
            if (string.CompareOrdinal(entries.GetAt(i - 1).Key, entries.GetAt(i).Key) > 0)
            {
                return false;
            }
        }

        return true;
    }

    private static void WriteQuantity(Utf8JsonWriter writer, JsonValue amount)
    {
        var text = amount.TryGetValue<string>(out var given) ? given : amount.ToJsonString();
        writer.WriteStringValue(Quantity.TryParse(text, out var quantity) ? quantity.ToString() : text);
    }

    private static void WriteAny(Utf8JsonWriter writer, JsonNode? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.WriteTo(writer);
        }
    }
}
