using System.Text.Json;
using MiniKube.Api.Durations;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Protobuf;

/// <summary>Writes the messages whose JSON is not an object of their fields; the counterpart of <see cref="WellKnownMessages"/>.</summary>
internal static class WellKnownWriter
{
    private const int NumberForm = 0;
    private const int TextForm = 1;

    /// <summary>A message around a value that is a text or a number in JSON.</summary>
    public static void Scalar(WireWriter to, ref Utf8JsonReader reader, int field, TypeKind kind)
    {
        var start = to.Begin(field);
        switch (kind)
        {
            case TypeKind.Quantity:
                var text = to.Begin(1);
                Copy(to, ref reader);
                to.End(text);
                break;
            case TypeKind.Time or TypeKind.MicroTime:
                var at = reader.GetDateTimeOffset();
                to.Number(1, at.ToUnixTimeSeconds());
                to.Number(2, at.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
                break;
            case TypeKind.Duration:
                to.Number(1, GoDuration.TryParse(reader.GetString()!, out long nanos) ? nanos : 0);
                break;
            case TypeKind.IntOrString when reader.TokenType == JsonTokenType.Number:
                to.Number(1, NumberForm);
                to.Number(2, reader.GetInt64());
                break;
            case TypeKind.IntOrString:
                to.Number(1, TextForm);
                var name = to.Begin(3);
                Copy(to, ref reader);
                to.End(name);
                break;
            default:
                throw new InvalidOperationException($"there is no protobuf form of {kind}");
        }

        to.End(start);
    }

    /// <summary>Any JSON, which protobuf holds as bytes, or one of the forms that a schema can have.</summary>
    public static void Raw(ProtobufEncoder encoder, WireWriter to, ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int field, TypeSchema type)
    {
        var start = to.Begin(field);
        if (IsPlain(type))
        {
            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            to.Bytes(1, json[from..(int)reader.BytesConsumed]);
        }
        else
        {
            Choice(encoder, to, ref reader, json, type);
        }

        to.End(start);
    }

    /// <summary>True for JSON that nothing is known of; false for a choice of forms, each a field of the message.</summary>
    public static bool IsPlain(TypeSchema type) => type.DeclaredFields.IsEmpty || type.Name.EndsWith(".JSON", StringComparison.Ordinal);

    /// <summary>Appends the text at the reader.</summary>
    public static void Copy(WireWriter to, ref Utf8JsonReader reader)
    {
        var room = to.Reserve(reader.ValueSpan.Length);
        if (reader.TokenType == JsonTokenType.Number)
        {
            reader.ValueSpan.CopyTo(room);
            to.Advance(reader.ValueSpan.Length);
        }
        else
        {
            to.Advance(reader.CopyString(room));
        }
    }

    private static void Choice(ProtobufEncoder encoder, WireWriter to, ref Utf8JsonReader reader, ReadOnlySpan<byte> json, TypeSchema type)
    {
        foreach (var form in type.DeclaredFields)
        {
            switch (form.Type.Kind)
            {
                // Where a schema stands, it is also allowed.
                case TypeKind.Boolean:
                    to.Number(form.ProtoNumber, reader.TokenType is JsonTokenType.True or JsonTokenType.StartObject ? 1 : 0);
                    break;
                case TypeKind.Object when reader.TokenType == JsonTokenType.StartObject:
                case TypeKind.List when reader.TokenType == JsonTokenType.StartArray:
                    encoder.Value(ref reader, json, form.ProtoNumber, form.Type);
                    return;
            }
        }

        // A form that the schema does not have.
        reader.Skip();
    }
}
