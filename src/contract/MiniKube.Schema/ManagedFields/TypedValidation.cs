using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Whether a configuration fits its schema: known fields, values of their kinds, items that can be told apart.</summary>
internal sealed class TypedValidation
{
    /// <summary>More would not help anybody.</summary>
    private const int ErrorsMax = 32;

    private readonly List<PathElement> _path = [];
    private readonly List<string> _errors = [];

    /// <summary>What is wrong, in upstream's words; null when nothing is.</summary>
    public static string? Complaint(JsonObject config, TypeSchema type)
    {
        var walk = new TypedValidation();
        walk.Members(new Place(type, null), config);
        return walk._errors.Count switch
        {
            0 => null,
            1 => walk._errors[0],
            _ => $"errors:\n{string.Join('\n', walk._errors.Select(error => $"  {error}"))}",
        };
    }

    private void Value(Place place, JsonNode? value)
    {
        if (value is null || place.IsDeduced)
        {
            return;
        }

        switch (place.Type!.Kind)
        {
            case TypeKind.Object or TypeKind.Map when value is JsonObject members:
                Members(place, members);
                break;
            case TypeKind.List when value is JsonArray items:
                Items(place, items);
                break;
            case TypeKind.Object or TypeKind.Map:
                Add($"expected map, got {Word(value)}");
                break;
            case TypeKind.List:
                Add($"expected list, got {Word(value)}");
                break;
            default:
                Scalar(place.Type.Kind, value);
                break;
        }
    }

    private void Members(Place place, JsonObject members)
    {
        foreach (var (name, value) in members)
        {
            _path.Add(PathElement.Field(name));
            if (place.IsStruct && !place.HasField(name) && !place.Type!.PreservesUnknownFields)
            {
                Add("field not declared in schema");
            }
            else
            {
                Value(place.Child(name), value);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void Items(Place place, JsonArray items)
    {
        var isAtomic = place.CompositionOf(items) == Composition.Leaf;
        var seen = new HashSet<PathElement>();
        for (var i = 0; i < items.Count; i++)
        {
            var step = isAtomic ? PathElement.Index(i) : place.StepTo(items[i]);
            if (step is null || (!isAtomic && items[i] is null))
            {
                Add($"element {i}: {Unkeyed(place, items[i])}");
                continue;
            }

            if (!seen.Add(step))
            {
                Add($"duplicate entries for key {step}");
            }

            _path.Add(step);
            Value(place.Item, items[i]);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private static string Unkeyed(Place place, JsonNode? item) => item switch
    {
        null => "associative list with keys may not have a null element",
        JsonObject => "associative list with keys has an element that omits all key fields "
            + $"{string.Join(", ", place.Keys.Select(PathScalar.Quote))} (and doesn't have default values for any key fields)",
        _ => $"associative list with keys may not have non-map elements, got {Word(item)}",
    };

    private void Scalar(TypeKind kind, JsonNode value)
    {
        var word = Word(value);
        var expected = kind switch
        {
            TypeKind.Boolean => word == "boolean" ? null : "boolean",
            TypeKind.Int32 or TypeKind.Int64 or TypeKind.Double => word == "numeric" ? null : "numeric (int or float)",
            TypeKind.IntOrString or TypeKind.Quantity => word is "string" or "numeric" ? null : "scalar",
            _ => word == "string" ? null : "string",
        };
        if (expected is not null)
        {
            Add($"expected {expected}, got {word}");
        }
    }

    private static string Word(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "numeric",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "list",
        _ => "map",
    };

    private void Add(string error)
    {
        if (_errors.Count < ErrorsMax)
        {
            _errors.Add($"{string.Concat(_path)}: {error}");
        }
    }
}
