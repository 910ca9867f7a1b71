using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Durations;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Protobuf;

/// <summary>The messages whose JSON is not an object of their fields.</summary>
internal static class WellKnownMessages
{
    private const string SecondsFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string MicrosFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The value; null when the message stands for none.</summary>
    public static JsonNode? Read(ReadOnlySpan<byte> message, TypeSchema type, int depth) => type.Kind switch
    {
        TypeKind.Quantity => JsonValue.Create(System.Text.Encoding.UTF8.GetString(Field(message, 1)) is { Length: > 0 } text ? text : "0"),
        TypeKind.Time => Time(message, SecondsFormat),
        TypeKind.MicroTime => Time(message, MicrosFormat),
        TypeKind.Duration => JsonValue.Create(GoDuration.Write(Number(message, 1))),
        TypeKind.IntOrString => Number(message, 1) == 0
            ? JsonValue.Create(Number(message, 2))
            : JsonValue.Create(System.Text.Encoding.UTF8.GetString(Field(message, 3))),
        TypeKind.Raw or TypeKind.Any when WellKnownWriter.IsPlain(type) => Json(Field(message, 1)),
        TypeKind.Raw => Choice(message, type, depth),
        _ => throw WireReader.Broken(),
    };

    /// <summary>One of several forms: a flag, an object or a list of objects, whichever the message has.</summary>
    private static JsonNode? Choice(ReadOnlySpan<byte> message, TypeSchema type, int depth)
    {
        var tree = new JsonObject();
        ProtobufDecoder.Read(message, type, tree, depth + 1);
        var form = tree.LastOrDefault(member => member.Value is JsonObject or JsonArray).Value;
        return form?.DeepClone() ?? EmptyForm(type, tree);
    }

    private static JsonNode? EmptyForm(TypeSchema type, JsonObject tree)
    {
        foreach (var field in type.DeclaredFields)
        {
            switch (field.Type.Kind)
            {
                case TypeKind.Boolean:
                    return JsonValue.Create(tree[field.Name] is JsonValue allows && allows.GetValue<bool>());
                case TypeKind.List:
                    return new JsonArray();
            }
        }

        return null;
    }

    private static JsonValue? Time(ReadOnlySpan<byte> message, string format)
    {
        if (message.IsEmpty)
        {
            return null;
        }

        try
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(Number(message, 1)).AddTicks(Number(message, 2) / 100);
            return JsonValue.Create(at.ToString(format));
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new DecodeException("a time lies outside of the years that can be written", error);
        }
    }

    private static JsonNode? Json(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(bytes);
        }
        catch (JsonException error)
        {
            throw new DecodeException("an embedded object is not valid JSON", error);
        }
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> message, int number)
    {
        var found = ReadOnlySpan<byte>.Empty;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == number)
            {
                found = reader.ReadBytes();
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    private static long Number(ReadOnlySpan<byte> message, int number)
    {
        var found = 0L;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == number)
            {
                found = reader.ReadNumber();
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }
}
