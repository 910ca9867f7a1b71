using System.Globalization;
using System.Text.Json;

namespace MiniKube.Schema.Tables;

/// <summary>The value of a cell: a text, a whole number or a truth.</summary>
public readonly record struct TableCell
{
    private readonly JsonValueKind _kind;
    private readonly string? _text;
    private readonly long _number;

    private TableCell(JsonValueKind kind, string? text, long number)
    {
        _kind = kind;
        _text = text;
        _number = number;
    }

    public static implicit operator TableCell(string text) => FromString(text);

    public static implicit operator TableCell(long number) => FromInt64(number);

    public static implicit operator TableCell(bool value) => FromBoolean(value);

    public static TableCell FromString(string text) => new(JsonValueKind.String, text, 0);

    public static TableCell FromInt64(long number) => new(JsonValueKind.Number, null, number);

    /// <param name="json">A number as JSON writes it.</param>
    public static TableCell FromNumber(string json) => new(JsonValueKind.Number, json, 0);

    public static TableCell FromBoolean(bool value) => new(value ? JsonValueKind.True : JsonValueKind.False, null, 0);

    public override string ToString() => _kind switch
    {
        JsonValueKind.String => _text!,
        JsonValueKind.Number => _text ?? _number.ToString(CultureInfo.InvariantCulture),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "",
    };

    internal void WriteTo(Utf8JsonWriter writer)
    {
        switch (_kind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue(_text);
                break;
            case JsonValueKind.Number when _text is not null:
                writer.WriteRawValue(_text);
                break;
            case JsonValueKind.Number:
                writer.WriteNumberValue(_number);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.WriteBooleanValue(_kind == JsonValueKind.True);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
