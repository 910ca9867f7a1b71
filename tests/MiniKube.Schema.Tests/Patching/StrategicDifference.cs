using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Tests.Patching;

/// <summary>The strategic merge patch that a client such as kubectl sends to get from one object to another.</summary>
internal static class StrategicDifference
{
    public static JsonObject Of(JsonObject from, JsonObject to, TypeSchema? type)
    {
        var patch = new JsonObject();
        foreach (var name in from.Select(field => field.Key).Union(to.Select(field => field.Key)).ToList())
        {
            var field = type is { Kind: TypeKind.Object } ? type.Fields.GetValueOrDefault(name) : null;
            if (!JsonNode.DeepEquals(from[name], to[name]))
            {
                Add(patch, name, from[name], to[name], field);
            }
        }

        return patch;
    }

    private static void Add(JsonObject patch, string name, JsonNode? from, JsonNode? to, FieldSchema? field)
    {
        var strategy = field?.PatchStrategy?.Split(',') ?? [];
        if (from is JsonObject before && to is JsonObject after)
        {
            var inner = Of(before, after, field?.Type);
            if (strategy.Contains("retainKeys"))
            {
                inner["$retainKeys"] = new JsonArray([.. after.Select(entry => JsonValue.Create(entry.Key))]);
            }

            patch[name] = inner;
        }
        else if (from is JsonArray old && to is JsonArray wanted && strategy.Contains("merge"))
        {
            AddList(patch, name, old, wanted, field!, strategy.Contains("retainKeys"));
        }
        else
        {
            patch[name] = to?.DeepClone();
        }
    }

    private static void AddList(JsonObject patch, string name, JsonArray from, JsonArray to, FieldSchema field, bool retainKeys)
    {
        if (field.PatchMergeKey is not { } key)
        {
            patch[$"$setElementOrder/{name}"] = to.DeepClone();
            patch[$"$deleteFromPrimitiveList/{name}"] = List(from.Where(item => !Has(to, item)));
            patch[name] = List(to.Where(item => !Has(from, item)));
            return;
        }

        JsonObject? Find(JsonArray list, JsonNode? item) => list.OfType<JsonObject>().FirstOrDefault(other => JsonNode.DeepEquals(other[key], item![key]));
        var changes = new List<JsonNode?>();
        foreach (var item in to.OfType<JsonObject>())
        {
            var before = Find(from, item);
            if (!JsonNode.DeepEquals(before, item))
            {
                var change = before is null ? item.DeepClone().AsObject() : Of(before, item, field.Type.Element);
                change[key] = item[key]!.DeepClone();
                if (retainKeys && before is not null)
                {
                    change["$retainKeys"] = new JsonArray([.. item.Select(entry => JsonValue.Create(entry.Key))]);
                }

                changes.Add(change);
            }
        }

        changes.AddRange(from.Where(item => Find(to, item) is null).Select(item => (JsonNode?)new JsonObject { [key] = item![key]!.DeepClone(), ["$patch"] = "delete" }));
        patch[$"$setElementOrder/{name}"] = List(to.Select(item => new JsonObject { [key] = item![key]!.DeepClone() }));
        patch[name] = List(changes);
    }

    private static bool Has(JsonArray list, JsonNode? item) => list.Any(other => JsonNode.DeepEquals(other, item));

    private static JsonArray List(IEnumerable<JsonNode?> items) => new([.. items.Select(item => item?.Parent is null ? item : item.DeepClone())]);
}
