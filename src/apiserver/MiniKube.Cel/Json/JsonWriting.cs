using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Json;

/// <summary>Writes values as JSON.</summary>
public static class JsonWriting
{
    /// <summary>A text can be no deeper.</summary>
    private const int DepthMax = 500;

    /// <summary>The value as a new tree; false when it holds what JSON cannot.</summary>
    public static bool TryWrite(in CelValue value, out JsonNode? node, [NotNullWhen(false)] out string? complaint)
    {
        (node, complaint) = Write(value, 0);
        return complaint is null;
    }

    private static (JsonNode? Node, string? Complaint) Write(in CelValue value, int depth) => value.Kind switch
    {
        _ when depth > DepthMax => (null, "the value is too deep"),
        CelValueKind.Null => (null, null),
        CelValueKind.Bool => (value.IsTrue, null),
        CelValueKind.Int => (value.AsInt, null),
        CelValueKind.Uint => (value.AsUint, null),
        CelValueKind.Double when double.IsFinite(value.AsDouble) => (value.AsDouble, null),
        CelValueKind.String => (value.AsString, null),
        CelValueKind.Bytes => (Convert.ToBase64String(value.AsBytes), null),
        CelValueKind.Duration or CelValueKind.Timestamp => (value.ToString(), null),
        CelValueKind.List => WriteList(value.AsList, depth),
        CelValueKind.Map => WriteMap(value.AsMap, depth),
        CelValueKind.Object => WriteObject(value.AsObject, depth),
        CelValueKind.Opaque => (value.AsOpaque.ToString(), null),
        CelValueKind.Optional when value.AsOptional is { } held => Write(held, depth + 1),
        CelValueKind.Optional => (null, null),
        CelValueKind.Error => (null, value.AsError),
        _ => (null, $"a value of type {value.TypeOf().RuntimeName} cannot be written as JSON"),
    };

    private static (JsonNode? Node, string? Complaint) WriteList(CelList list, int depth)
    {
        var made = new JsonArray();
        for (var i = 0; i < list.Count; i++)
        {
            var (item, complaint) = Write(list[i], depth + 1);
            if (complaint is not null)
            {
                return (null, complaint);
            }

            made.Add(item);
        }

        return (made, null);
    }

    private static (JsonNode? Node, string? Complaint) WriteMap(CelMap map, int depth)
    {
        var made = new JsonObject();
        foreach (var key in map.Keys)
        {
            _ = map.TryGet(key, out var value);
            var (item, complaint) = Write(value, depth + 1);
            if (complaint is not null)
            {
                return (null, complaint);
            }

            made[key.ToString()] = item;
        }

        return (made, null);
    }

    private static (JsonNode? Node, string? Complaint) WriteObject(CelObject fields, int depth)
    {
        if (fields is JsonFields json)
        {
            return (json.Tree.DeepClone(), null);
        }

        var made = new JsonObject();
        foreach (var field in fields.Fields)
        {
            var (item, complaint) = Write(fields.Get(field), depth + 1);
            if (complaint is not null)
            {
                return (null, complaint);
            }

            made[fields.Type.Fields!.Find(field)?.Name ?? field] = item;
        }

        return (made, null);
    }
}
