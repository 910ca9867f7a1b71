using System.Text.Json;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Decoding;

/// <summary>What upstream says of a value that is not of its type when it turns a tree into an object, as for a strategic merge patch.</summary>
internal static class ConversionComplaint
{
    /// <returns>Null where it says the same as of JSON.</returns>
    public static string? Of(ref Utf8JsonReader reader, TypeSchema type)
    {
        var complaint = ScalarDecoder.Complaint(ref reader, type);
        var source = Kind(ref reader);
        return type.Kind switch
        {
            TypeKind.Map => $"cannot restore map from {source}",
            TypeKind.List => $"cannot restore slice from {source}",
            TypeKind.Object => $"cannot restore struct from: {source}",
            TypeKind.Bytes => complaint is null ? $"cannot restore slice from {source}" : $"error decoding from json: {complaint}",
            TypeKind.String when source == "int64" => $"cannot convert int64 to {GoType.Name(type)}",
            TypeKind.String => "unrecognized type: string",
            TypeKind.Int32 or TypeKind.Int64 when reader.TokenType == JsonTokenType.Number => $"cannot convert {source} to {GoType.Name(type)}",
            TypeKind.Int32 => "unrecognized type: int32",
            TypeKind.Int64 => "unrecognized type: int64",
            TypeKind.Boolean => "unrecognized type: bool",
            TypeKind.Double => "unrecognized type: float64",
            _ => complaint,
        };
    }

    private static string Kind(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => "string",
        JsonTokenType.Number => reader.TryGetInt64(out _) ? "int64" : "float64",
        JsonTokenType.True or JsonTokenType.False => "bool",
        JsonTokenType.StartArray => "slice",
        _ => "map",
    };
}
