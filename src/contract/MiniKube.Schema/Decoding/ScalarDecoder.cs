using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Durations;
using MiniKube.Api.Quantities;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Decoding;

/// <summary>Reads the values that have no parts, in canonical form.</summary>
internal static class ScalarDecoder
{
    /// <summary>The value at the reader; null when it is not of the type.</summary>
    public static JsonNode? Read(ref Utf8JsonReader reader, TypeSchema type)
    {
        switch (type.Kind)
        {
            case TypeKind.String when reader.TokenType == JsonTokenType.String:
                return JsonValue.Create(reader.GetString()!);
            case TypeKind.Boolean when reader.TokenType is JsonTokenType.True or JsonTokenType.False:
                return JsonValue.Create(reader.GetBoolean());
            case TypeKind.Int32 when reader.TokenType == JsonTokenType.Number:
                return TryReadInteger(ref reader, out var number) && number is >= int.MinValue and <= int.MaxValue ? JsonValue.Create(number) : null;
            case TypeKind.Int64 when reader.TokenType == JsonTokenType.Number:
                return TryReadInteger(ref reader, out var wide) ? JsonValue.Create(wide) : null;
            case TypeKind.Double when reader.TokenType == JsonTokenType.Number:
                return double.IsFinite(reader.GetDouble()) ? JsonValue.Create(reader.GetDouble()) : null;
            case TypeKind.IntOrString when reader.TokenType == JsonTokenType.Number:
                return TryReadInteger(ref reader, out var port) && port is >= int.MinValue and <= int.MaxValue ? JsonValue.Create(port) : null;
            case TypeKind.IntOrString when reader.TokenType == JsonTokenType.String:
                return JsonValue.Create(reader.GetString()!);
            case TypeKind.Quantity when reader.TokenType is JsonTokenType.String or JsonTokenType.Number:
                return Quantity.TryParse(Text(ref reader), out var quantity) ? JsonValue.Create(quantity.ToString()) : null;
            case TypeKind.Time or TypeKind.MicroTime when reader.TokenType == JsonTokenType.String:
                return Timestamp.TryNormalize(reader.GetString()!, type.Kind == TypeKind.MicroTime, out var time) ? JsonValue.Create(time) : null;
            case TypeKind.Duration when reader.TokenType == JsonTokenType.String:
                return GoDuration.TryParse(reader.GetString()!, out long duration) ? JsonValue.Create(GoDuration.Write(duration)) : null;
            case TypeKind.Bytes when reader.TokenType == JsonTokenType.String:
                return ReadBytes(ref reader);
            default:
                return null;
        }
    }

    /// <summary>What upstream calls the value at the reader in a type error.</summary>
    public static string Word(ref Utf8JsonReader reader, TypeSchema type) => reader.TokenType switch
    {
        JsonTokenType.String => "string",
        JsonTokenType.Number => type.Kind is TypeKind.Int32 or TypeKind.Int64 or TypeKind.IntOrString ? $"number {Text(ref reader)}" : "number",
        JsonTokenType.True or JsonTokenType.False => "bool",
        JsonTokenType.StartArray => "array",
        JsonTokenType.Null => "null",
        _ => "object",
    };

    /// <summary>The words of the types that upstream reads by themselves; null for the ordinary ones.</summary>
    public static string? Complaint(ref Utf8JsonReader reader, TypeSchema type)
    {
        var isText = reader.TokenType == JsonTokenType.String;
        switch (type.Kind)
        {
            case TypeKind.Quantity when isText || reader.TokenType == JsonTokenType.Number:
                _ = Quantity.TryParse(Text(ref reader), out _, out var complaint);
                return complaint;
            case TypeKind.Time or TypeKind.MicroTime when isText:
                var form = type.Kind == TypeKind.Time ? "2006-01-02T15:04:05Z07:00" : "2006-01-02T15:04:05.000000Z07:00";
                return $"parsing time \"{Text(ref reader)}\" as \"{form}\": cannot parse \"{Text(ref reader)}\"";
            case TypeKind.Duration when isText:
                return $"time: invalid duration \"{Text(ref reader)}\"";
            case TypeKind.Bytes when isText:
                return $"illegal base64 data at input byte {Base64Error.Find(reader.GetString()!)}";
            default:
                return null;
        }
    }

    private static JsonValue? ReadBytes(ref Utf8JsonReader reader)
    {
        // Go ignores line breaks inside base64; they are not kept.
        var text = reader.GetString()!;
        if (text.AsSpan().ContainsAny('\r', '\n'))
        {
            text = text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        }

        return Base64Error.Find(text) < 0 ? JsonValue.Create(text) : null;
    }

    private static bool TryReadInteger(ref Utf8JsonReader reader, out long number) => reader.TryGetInt64(out number);

    private static string Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
}
