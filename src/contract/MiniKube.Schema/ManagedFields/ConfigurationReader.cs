using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Decoding;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Reads a configuration as it was sent: nothing is filled in, left out or reordered. Of a name that comes twice the last stands.</summary>
public static class ConfigurationReader
{
    private const int DepthMax = 256;

    /// <exception cref="DecodeException">The bytes are no JSON, or no object.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                ? Members(ref reader)
                : throw new DecodeException("the configuration is not an object");
        }
        catch (JsonException failure)
        {
            throw new DecodeException($"json parse error: {failure.Message}", failure);
        }
        catch (InvalidOperationException failure)
        {
            throw new DecodeException($"json parse error: {failure.Message}", failure);
        }
    }

    /// <summary>The same for a document that need not be an object.</summary>
    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    internal static JsonNode? ReadAny(ReadOnlySpan<byte> json, int depthMax)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = depthMax });
        _ = reader.Read();
        var value = Value(ref reader);
        while (reader.Read())
        {
            // Throws for what is behind the value.
        }

        return value;
    }

    private static JsonNode? Value(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Members(ref reader);
            case JsonTokenType.StartArray:
                var items = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Value(ref reader));
                }

                return items;
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString());
            default:
                return JsonNode.Parse(ref reader);
        }
    }

    private static JsonObject Members(ref Utf8JsonReader reader)
    {
        var members = new JsonObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            _ = reader.Read();
            members[name] = Value(ref reader);
        }

        return members;
    }
}
