using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Encoding;

/// <summary>
/// Writes an object beside its canonical JSON of before, and copies from there what is still the same. What was read and never looked at
/// since is not taken apart for that, which is most of an object whose status, label or node changes. The outcome is <see cref="CanonicalWriter"/>'s.
/// </summary>
internal ref struct CanonicalCopy
{
    private readonly Utf8JsonWriter _writer;
    private readonly PooledBytes _compared;
    private readonly Utf8JsonWriter _comparing;

    private CanonicalCopy(Utf8JsonWriter writer, PooledBytes compared, Utf8JsonWriter comparing)
    {
        _writer = writer;
        _compared = compared;
        _comparing = comparing;
    }

    public static void Write(Utf8JsonWriter writer, JsonObject value, TypeSchema type, ReadOnlySpan<byte> before, JsonWriterOptions options)
    {
        using var compared = new PooledBytes();
        using var comparing = new Utf8JsonWriter(compared, options);
        new CanonicalCopy(writer, compared, comparing).Object(value, type, before);
    }

    private readonly void Object(JsonObject value, TypeSchema type, ReadOnlySpan<byte> before)
    {
        // A custom resource is pruned by the schema of now; what has unknown fields has no order of its own.
        if (type.Kind != TypeKind.Object || type.IsCustom || type.PreservesUnknownFields || before is not [(byte)'{', ..])
        {
            CanonicalWriter.WriteObject(_writer, value, type);
            return;
        }

        var reader = new Utf8JsonReader(before, new JsonReaderOptions { MaxDepth = CanonicalJson.DepthMax });
        reader.Read();
        reader.Read();
        _writer.WriteStartObject();
        foreach (var field in type.OrderedFields)
        {
            var old = Take(ref reader, before, field);
            if (value.TryGetPropertyValue(field.Name, out var member) && member is not null)
            {
                Field(field, member, old);
            }
            else
            {
                CanonicalWriter.WriteMissing(_writer, field, value);
            }
        }

        _writer.WriteEndObject();
    }

    /// <summary>The old value of a field; empty when there is none. Both are in the order of the schema, so one pass finds them all.</summary>
    private static ReadOnlySpan<byte> Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> before, FieldSchema field)
    {
        if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(field.EncodedName.EncodedUtf8Bytes))
        {
            return [];
        }

        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var value = before[start..(int)reader.BytesConsumed];
        reader.Read();
        return value;
    }

    private readonly void Field(FieldSchema field, JsonNode member, ReadOnlySpan<byte> old)
    {
        if (!old.IsEmpty && IsSame(member, old))
        {
            _writer.WritePropertyName(field.EncodedName);
            _writer.WriteRawValue(old, skipInputValidation: true);
        }
        else if (!old.IsEmpty && member is JsonObject inner && field.Type.Kind == TypeKind.Object)
        {
            _writer.WritePropertyName(field.EncodedName);
            Object(inner, field.Type, old);
        }
        else
        {
            CanonicalWriter.WriteField(_writer, field, member);
        }
    }

    private readonly bool IsSame(JsonNode member, ReadOnlySpan<byte> old)
    {
        _compared.Clear();
        _comparing.Reset();
        member.WriteTo(_comparing);
        _comparing.Flush();
        return _compared.Span.SequenceEqual(old);
    }
}
