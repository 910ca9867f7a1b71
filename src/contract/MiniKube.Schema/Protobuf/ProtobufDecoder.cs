using System.Text.Json.Nodes;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Protobuf;

/// <summary>Turns a protobuf message of a type into the tree that its JSON would give.</summary>
internal static class ProtobufDecoder
{
    // Deeper than any type of the API nests; only what refers to itself could go further.
    private const int DepthMax = 100;

    /// <summary>Adds the message's fields to the tree. Fields that the type does not know are left out.</summary>
    /// <exception cref="DecodeException">The bytes are not such a message.</exception>
    public static void Read(ReadOnlySpan<byte> message, TypeSchema type, JsonObject into, int depth)
    {
        if (depth > DepthMax)
        {
            throw new DecodeException($"the object nests deeper than {DepthMax} levels");
        }

        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (Find(type, reader.Field) is { } field)
            {
                ReadField(ref reader, field, into, depth);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static FieldSchema? Find(TypeSchema type, int number)
    {
        foreach (var field in type.DeclaredFields)
        {
            if (field.ProtoNumber == number)
            {
                return field;
            }
        }

        return null;
    }

    private static void ReadField(ref WireReader reader, FieldSchema field, JsonObject into, int depth)
    {
        switch (field.Type.Kind)
        {
            case TypeKind.Object when field.IsInline:
                Read(reader.ReadBytes(), field.Type, into, depth + 1);
                break;
            case TypeKind.List:
                AddItems(ref reader, field.Type.Element!, ListIn(into, field.Name), depth);
                break;
            case TypeKind.Map:
                AddEntry(reader.ReadBytes(), field.Type.Element!, MapIn(into, field.Name), depth);
                break;
            default:
                if (ReadValue(ref reader, field.Type, depth) is { } value && !IsLeftOut(value, field))
                {
                    into[field.Name] = value;
                }

                break;
        }
    }

    /// <summary>Go writes the zero of a plain field; in JSON it is not there.</summary>
    private static bool IsLeftOut(JsonNode value, FieldSchema field) =>
        field.Presence == FieldPresence.WhenNotEmpty
        && value is JsonValue scalar
        && ((scalar.TryGetValue<string>(out var text) && text.Length == 0)
            || (scalar.TryGetValue<long>(out var number) && number == 0)
            || (scalar.TryGetValue<bool>(out var flag) && !flag));

    private static JsonArray ListIn(JsonObject tree, string name)
    {
        if (tree[name] is JsonArray list)
        {
            return list;
        }

        list = [];
        tree[name] = list;
        return list;
    }

    private static JsonObject MapIn(JsonObject tree, string name)
    {
        if (tree[name] is JsonObject map)
        {
            return map;
        }

        map = [];
        tree[name] = map;
        return map;
    }

    private static void AddItems(ref WireReader reader, TypeSchema element, JsonArray list, int depth)
    {
        if (reader.IsBytes && element.Kind is (TypeKind.Int32 or TypeKind.Int64))
        {
            var packed = new WireReader(reader.ReadBytes());
            while (!packed.IsAtEnd)
            {
                list.Add((JsonNode?)JsonValue.Create(packed.ReadPackedNumber()));
            }
        }
        else if (ReadValue(ref reader, element, depth) is { } item)
        {
            list.Add(item);
        }
    }

    private static void AddEntry(ReadOnlySpan<byte> entry, TypeSchema element, JsonObject map, int depth)
    {
        var key = "";
        JsonNode? value = null;
        var reader = new WireReader(entry);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    key = Text(reader.ReadBytes());
                    break;
                case 2 when element.Kind == TypeKind.List:
                    value = WrappedList(reader.ReadBytes(), element.Element!, depth);
                    break;
                case 2:
                    value = ReadValue(ref reader, element, depth);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        map[key] = value ?? Zero(element);
    }

    /// <summary>A map cannot hold lists in protobuf: a message with the items stands for each.</summary>
    private static JsonArray WrappedList(ReadOnlySpan<byte> message, TypeSchema element, int depth)
    {
        var list = new JsonArray();
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                AddItems(ref reader, element, list, depth);
            }
            else
            {
                reader.Skip();
            }
        }

        return list;
    }

    private static JsonNode? Zero(TypeSchema type) => type.Kind switch
    {
        TypeKind.String or TypeKind.Bytes => JsonValue.Create(""),
        TypeKind.Int32 or TypeKind.Int64 => JsonValue.Create(0L),
        TypeKind.Boolean => JsonValue.Create(false),
        TypeKind.List => new JsonArray(),
        TypeKind.Quantity => JsonValue.Create("0"),
        _ => new JsonObject(),
    };

    private static JsonNode? ReadValue(ref WireReader reader, TypeSchema type, int depth)
    {
        switch (type.Kind)
        {
            case TypeKind.String:
                return JsonValue.Create(Text(reader.ReadBytes()));
            case TypeKind.Int32 or TypeKind.Int64:
                return JsonValue.Create(reader.ReadNumber());
            case TypeKind.Boolean:
                return JsonValue.Create(reader.ReadNumber() != 0);
            case TypeKind.Double:
                return JsonValue.Create(reader.ReadDouble());
            case TypeKind.Bytes:
                return JsonValue.Create(Convert.ToBase64String(reader.ReadBytes()));
            case TypeKind.Object:
                var tree = new JsonObject();
                Read(reader.ReadBytes(), type, tree, depth + 1);
                return tree;
            default:
                return WellKnownMessages.Read(reader.ReadBytes(), type, depth);
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
