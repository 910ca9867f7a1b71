using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Patching;

/// <summary>Merges the objects of a strategic merge patch. The current tree is changed in place; the patch is only read.</summary>
internal static class StrategicMerge
{
    /// <summary>Merges into <paramref name="current"/> and returns it, or what takes its place.</summary>
    /// <param name="current">The object as it is; has no parent when another takes its place.</param>
    /// <param name="patch">What to change.</param>
    /// <param name="type">The type of both; null for JSON of any shape.</param>
    public static JsonObject Objects(JsonObject current, JsonObject patch, TypeSchema? type)
    {
        switch (Directives.Of(patch))
        {
            case Directives.Replace:
                Directives.TryTake(patch, out var replacement);
                return replacement!.AsObject();
            case Directives.Delete:
                return [];
        }

        RetainKeys(current, patch);
        var done = MergeOrderedLists(current, patch, type);
        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(Directives.DeleteFromList, StringComparison.Ordinal))
            {
                DeleteFromList(current, name, value);
            }
            else if (!Directives.IsDirective(name) && !done.Contains(name))
            {
                MergeField(current, name, value, type);
            }
        }

        return current;
    }

    private static void MergeField(JsonObject current, string name, JsonNode? value, TypeSchema? type)
    {
        var (field, element) = Lookup(type, name);
        switch (value)
        {
            case null:
                current.Remove(name);
                break;
            case JsonObject changes when current[name] is JsonObject existing && !HasStrategy(field, Directives.Replace):
                Set(current, name, existing, Objects(existing, changes, element));
                break;
            case JsonArray changes when current[name] is JsonArray existing && HasStrategy(field, Directives.Merge):
                Set(current, name, existing, new StrategicListMerge(name, field!).Merge(existing, changes));
                break;
            default:
                if (Directives.TryTake(value, out var taken))
                {
                    current[name] = taken;
                }

                break;
        }
    }

    /// <summary>Merges the lists whose order the patch gives; returns their names.</summary>
    private static HashSet<string> MergeOrderedLists(JsonObject current, JsonObject patch, TypeSchema? type)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (directive, value) in patch)
        {
            if (!directive.StartsWith(Directives.ElementOrder, StringComparison.Ordinal))
            {
                continue;
            }

            var order = value as JsonArray ?? throw PatchException.Malformed($"the value of {directive} must be a list");
            var name = directive[Directives.ElementOrder.Length..];
            var existing = ListOf(current, name);
            var changes = ListOf(patch, name);
            if ((existing is null && changes is null) || (changes is null && patch.ContainsKey(name)))
            {
                continue;
            }

            var (field, _) = Lookup(type, name);
            var merged = new StrategicListMerge(name, field).MergeInOrder(existing, changes, order);
            Set(current, name, existing, merged);
            done.Add(name);
        }

        return done;
    }

    private static void DeleteFromList(JsonObject current, string directive, JsonNode? value)
    {
        var gone = value as JsonArray ?? throw PatchException.Malformed($"the value of {directive} must be a list");
        if (current[directive[Directives.DeleteFromList.Length..]] is JsonArray list)
        {
            var keys = gone.Select(ItemKey.OfValue).ToHashSet(StringComparer.Ordinal);
            list.RemoveAll(item => keys.Contains(ItemKey.OfValue(item)));
        }
    }

    private static void RetainKeys(JsonObject current, JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(Directives.RetainKeys, out var value))
        {
            return;
        }

        if (value is not JsonArray list || !list.All(item => item.AsText is not null))
        {
            throw PatchException.Malformed($"the value of {Directives.RetainKeys} must be a list of names");
        }

        var retained = list.Select(item => item.AsText!).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, change) in patch)
        {
            if (change is not null && !Directives.IsDirective(name) && !retained.Contains(name))
            {
                throw PatchException.Malformed($"the patch sets {name}, which {Directives.RetainKeys} does not list");
            }
        }

        foreach (var name in current.Select(field => field.Key).Where(name => !retained.Contains(name)).ToList())
        {
            current.Remove(name);
        }
    }

    /// <summary>The field and the type of its value; null where the type says nothing of them.</summary>
    private static (FieldSchema? Field, TypeSchema? Value) Lookup(TypeSchema? type, string name)
    {
        if (type is { Kind: TypeKind.Map })
        {
            return (null, type.Element);
        }

        var field = type is { Kind: TypeKind.Object } ? type.Fields.GetValueOrDefault(name) : null;
        return (field, field?.Type);
    }

    private static bool HasStrategy(FieldSchema? field, string strategy) => field?.PatchStrategy?.Split(',').Contains(strategy) == true;

    private static JsonArray? ListOf(JsonObject tree, string name) => tree[name] switch
    {
        null => null,
        JsonArray list => list,
        _ => throw PatchException.DoesNotApply($"{name} is not a list"),
    };

    private static void Set(JsonObject current, string name, JsonNode? before, JsonNode after)
    {
        if (!ReferenceEquals(before, after))
        {
            current[name] = after;
        }
    }
}
