using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Durations;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Json;

/// <summary>Reads JSON as values, by the type it is declared to have; containers are read when programs ask for their parts.</summary>
public static class JsonValues
{
    /// <summary>The node as a value of the type; an error when it is none.</summary>
    public static CelValue Of(JsonNode? node, CelType type)
    {
        if (node is null)
        {
            return CelValue.Null;
        }

        return type.Kind switch
        {
            CelTypeKind.Object when node is JsonObject tree => new JsonFields(tree, type),
            CelTypeKind.Map when node is JsonObject tree => new JsonMap(tree, type.Element),
            CelTypeKind.List when node is JsonArray items => new JsonList(items, type),
            CelTypeKind.Dyn => OfAny(node),
            _ when node is JsonValue scalar => OfScalar(scalar, type),
            _ => Wrong(type),
        };
    }

    /// <summary>The node as its own kind says: objects are maps, whole numbers ints.</summary>
    private static CelValue OfAny(JsonNode node) => node switch
    {
        JsonObject tree => new JsonMap(tree, CelType.Dyn),
        JsonArray items => new JsonList(items, AnyList),
        JsonValue scalar => scalar.GetValueKind() switch
        {
            JsonValueKind.String => scalar.GetValue<string>(),
            JsonValueKind.True => CelValue.True,
            JsonValueKind.False => CelValue.False,
            JsonValueKind.Number => TryReadInt(scalar, out var whole) ? (CelValue)whole : ReadDouble(scalar),
            _ => CelValue.Null,
        },
        _ => CelValue.Null,
    };

    private static CelType AnyList { get; } = CelType.ListOf(CelType.Dyn);

    private static CelValue OfScalar(JsonValue scalar, CelType type)
    {
        var kind = scalar.GetValueKind();
        return (type.Kind, kind) switch
        {
            (CelTypeKind.String, JsonValueKind.String) => scalar.GetValue<string>(),
            (CelTypeKind.Bool, JsonValueKind.True or JsonValueKind.False) => kind == JsonValueKind.True,
            (CelTypeKind.Int, JsonValueKind.Number) => TryReadInt(scalar, out var whole) ? whole : Wrong(type),
            (CelTypeKind.Double, JsonValueKind.Number) => ReadDouble(scalar),
            (CelTypeKind.Timestamp, JsonValueKind.String) => ReadTime(scalar.GetValue<string>()),
            (CelTypeKind.Duration, JsonValueKind.String) => GoDuration.TryParse(scalar.GetValue<string>(), out long length)
                ? CelValue.Duration(length) : CelValue.Error("invalid duration"),
            (CelTypeKind.Bytes, JsonValueKind.String) => ReadBytes(scalar.GetValue<string>()),
            _ => Wrong(type),
        };
    }

    private static bool TryReadInt(JsonValue scalar, out long whole)
    {
        if (scalar.TryGetValue(out whole))
        {
            return true;
        }

        if (scalar.TryGetValue<int>(out var narrow))
        {
            whole = narrow;
            return true;
        }

        return false;
    }

    private static double ReadDouble(JsonValue scalar) => scalar.TryGetValue<double>(out var real) ? real
        : TryReadInt(scalar, out var whole) ? whole
        : scalar.TryGetValue<decimal>(out var exact) ? (double)exact
        : double.NaN;

    private static CelValue ReadTime(string text) => CelTimestamp.TryParse(text, out var time) || CelTimestamp.TryParse(text + "T00:00:00Z", out time)
        ? CelValue.Timestamp(time)
        : CelValue.Error("invalid date-time");

    private static CelValue ReadBytes(string text)
    {
        var made = new byte[text.Length];
        return Convert.TryFromBase64String(text, made, out var length) ? CelValue.Bytes(made[..length]) : CelValue.Error("invalid base64");
    }

    private static CelValue Wrong(CelType type) => CelValue.Error($"invalid data, expected a value of type {type}");
}
