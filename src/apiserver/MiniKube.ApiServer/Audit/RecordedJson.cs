using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniKube.ApiServer.Audit;

/// <summary>A body as it goes into a record: one line, and without <c>managedFields</c> where the policy wants that. Copies tokens, makes no tree.</summary>
internal static class RecordedJson
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 1000 };
    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 1000,
    };

    /// <summary>Empty when the body is no JSON object or list.</summary>
    public static byte[] Of(ReadOnlySpan<byte> body, bool omitsManagedFields)
    {
        var buffer = new ArrayBufferWriter<byte>(body.Length + 16);
        try
        {
            using var json = new Utf8JsonWriter(buffer, Writing);
            Copy(body, omitsManagedFields, json);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The second is how a name with half a surrogate pair is refused.
            return [];
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Copy(ReadOnlySpan<byte> body, bool omitsManagedFields, Utf8JsonWriter json)
    {
        var reader = new Utf8JsonReader(body, Reading);
        if (!reader.Read() || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            throw new JsonException("not an object");
        }

        // The depth at which the members of a metadata object stand; 0 outside of one.
        var metadataDepth = 0;
        do
        {
            if (reader.TokenType == JsonTokenType.PropertyName && omitsManagedFields)
            {
                if (reader.CurrentDepth == metadataDepth && reader.ValueTextEquals("managedFields"u8))
                {
                    reader.Skip();
                    continue;
                }

                if (reader.CurrentDepth is 1 or 3 or 4 && reader.ValueTextEquals("metadata"u8))
                {
                    // Of the object itself, of the items of a list, of the objects of a table's rows.
                    metadataDepth = reader.CurrentDepth + 1;
                }
            }
            else if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth + 1 == metadataDepth)
            {
                metadataDepth = 0;
            }

            CopyToken(ref reader, body, json);
        }
        while (reader.Read());
    }

    private static void CopyToken(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, Utf8JsonWriter json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                json.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                json.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                json.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                json.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                WriteName(ref reader, json);
                break;
            case JsonTokenType.String:
                // As it was escaped, with its quotes: nothing is read into a string only to be written again.
                json.WriteRawValue(body.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2), skipInputValidation: true);
                break;
            default:
                json.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    private static void WriteName(ref Utf8JsonReader reader, Utf8JsonWriter json)
    {
        if (reader.ValueIsEscaped)
        {
            json.WritePropertyName(reader.GetString()!);
        }
        else
        {
            json.WritePropertyName(reader.ValueSpan);
        }
    }
}
