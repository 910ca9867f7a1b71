using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Types;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>
/// Holds an object against the schema of its CustomResourceDefinition. Of an update only what has changed is held (ratcheting, KEP-4008), so
/// that an object that was stored under another schema can be changed elsewhere. Rules in the expression language are the server's: it has the
/// language.
/// </summary>
internal static class CustomObjectRules
{
    /// <summary>How upstream names the object as a whole.</summary>
    public const string RootName = "<nil>";

    /// <param name="value">The object.</param>
    /// <param name="old">The object as stored; null for a creation.</param>
    /// <param name="type">The type of a whole custom resource.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    public static void Check(JsonObject value, JsonObject? old, TypeSchema type, Complaints complaints) =>
        CheckValue(value, old, type, FieldLocation.Root(RootName), complaints);

    /// <summary>A default of a definition.</summary>
    public static void CheckDefault(JsonNode? value, TypeSchema type, FieldLocation where, Complaints complaints) =>
        CheckValue(value, old: null, type, where, complaints);

    public static FieldLocation Child(FieldLocation where, string name) =>
        where.ToString() == RootName ? FieldLocation.Root(name) : where.Child(name);

    private static void CheckValue(JsonNode? value, JsonNode? old, TypeSchema type, FieldLocation where, Complaints complaints)
    {
        if (old is not null && JsonNode.DeepEquals(value, old))
        {
            return;
        }

        if (!ValueChecks.Check(value, type.Rules!, where, complaints))
        {
            return;
        }

        switch (type.Kind, value)
        {
            case (TypeKind.Object, JsonObject tree):
                CheckFields(tree, old as JsonObject, type, where, complaints);
                break;
            case (TypeKind.Map, JsonObject entries):
                foreach (var (key, entry) in entries)
                {
                    CheckValue(entry, (old as JsonObject).Member(key), type.Element!, where.Child(key), complaints);
                }

                break;
            case (TypeKind.List, JsonArray items):
                CheckItems(items, old as JsonArray, type, where, complaints);
                break;
            default:
                break;
        }
    }

    private static void CheckFields(JsonObject tree, JsonObject? old, TypeSchema type, FieldLocation where, Complaints complaints)
    {
        foreach (var field in type.OrderedFields)
        {
            if (field.Type.IsCustom && tree.TryGetPropertyValue(field.Name, out var member))
            {
                CheckValue(member, old.Member(field.Name), field.Type, type.Source is null ? where.Child(field.Name) : FieldLocation.Root(field.Name), complaints);
            }
        }
    }

    private static void CheckItems(JsonArray items, JsonArray? old, TypeSchema type, FieldLocation where, Complaints complaints)
    {
        var before = old is not null && type.Rules!.ListType == ListType.Map ? ByKey(old, type.Rules) : null;
        for (var i = 0; i < items.Count; i++)
        {
            var counterpart = before?.GetValueOrDefault(ListKeys.KeyOf(items[i], type.Rules!).ToJsonString());
            CheckValue(items[i], counterpart, type.Element!, where.Index(i), complaints);
        }
    }

    private static Dictionary<string, JsonNode?> ByKey(JsonArray items, ValueRules rules)
    {
        var byKey = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            byKey[ListKeys.KeyOf(item, rules).ToJsonString()] = item;
        }

        return byKey;
    }
}
