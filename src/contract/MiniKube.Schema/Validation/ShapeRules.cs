using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Validation;

/// <summary>What the schema itself says: fields that must be there, words from a closed set, lists whose items are told apart by keys.</summary>
internal static class ShapeRules
{
    // Upstream takes these as they come: the last one wins, or the kind's own rules speak of them.
    private static readonly FrozenSet<string> RepeatableLists =
        new[] { "env", "imagePullSecrets", "hostAliases", "secrets", "ownerReferences", "tolerations", "volumeMounts", "validations" }.ToFrozenSet(StringComparer.Ordinal);

    // The text may be empty although the field must be there, or another rule says what it may be.
    private static readonly FrozenSet<string> MayBeEmpty =
        new[] { "value", "message", "data", "reason", "path", "operator" }.ToFrozenSet(StringComparer.Ordinal);

    public static void Check(JsonObject value, TypeSchema type, Complaints complaints)
    {
        foreach (var field in type.OrderedFields)
        {
            // Metadata has rules of its own; a status is what a component saw, not what somebody wants.
            if (field.Name is not ("metadata" or "status" or "kind" or "apiVersion"))
            {
                CheckField(value, field, parent: null, complaints);
            }
        }
    }

    private static void CheckField(JsonObject tree, FieldSchema field, FieldLocation? parent, Complaints complaints)
    {
        var member = tree.Member(field.Name);
        if (member is null && !field.IsRequired)
        {
            return;
        }

        var where = parent is null ? FieldLocation.Root(field.Name) : parent.Child(field.Name);
        if (member is null || (field.IsRequired && member.AsText is { Length: 0 }))
        {
            if (IsMissed(field))
            {
                complaints.Required(where);
            }

            return;
        }

        CheckValue(member, field.Type, where, complaints);
        if (field.ListType == ListType.Map && member is JsonArray items && !RepeatableLists.Contains(field.Name))
        {
            CheckKeys(items, field, where, complaints);
        }
    }

    // What is always written has a zero value that upstream accepts unless the kind's own rules say otherwise.
    private static bool IsMissed(FieldSchema field) => field.Type.Kind switch
    {
        TypeKind.String => !MayBeEmpty.Contains(field.Name),
        TypeKind.Object or TypeKind.Quantity => true,
        _ => false,
    };

    private static void CheckValue(JsonNode? value, TypeSchema type, FieldLocation where, Complaints complaints)
    {
        switch (type.Kind, value)
        {
            case (TypeKind.Object, JsonObject tree):
                foreach (var field in type.OrderedFields)
                {
                    CheckField(tree, field, where, complaints);
                }

                break;
            case (TypeKind.List, JsonArray items) when type.Element!.Kind is TypeKind.Object or TypeKind.List || type.Element.Enum.Length > 0:
                for (var i = 0; i < items.Count; i++)
                {
                    CheckValue(items[i], type.Element!, where.Index(i), complaints);
                }

                break;
            case (TypeKind.Map, JsonObject entries) when type.Element!.Kind == TypeKind.Object:
                foreach (var (key, entry) in entries)
                {
                    CheckValue(entry, type.Element, where.Key(key), complaints);
                }

                break;
            case (TypeKind.String, JsonValue) when type.Enum.Length > 0 && value.AsText is { } word && !type.Enum.Contains(word):
                complaints.NotSupported(where, word, type.Enum.Where(choice => choice.Length > 0));
                break;
            default:
                break;
        }
    }

    private static void CheckKeys(JsonArray items, FieldSchema field, FieldLocation where, Complaints complaints)
    {
        // Ports of containers may repeat; those of Services have their own rule.
        if (field.ListMapKeys is not [var onlyKey])
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if ((items[i] as JsonObject).Member(onlyKey) is { } key && key.AsText is not "" && !seen.Add(key.ToJsonString()))
            {
                complaints.Duplicate(where.Index(i).Child(onlyKey), key);
            }
        }
    }
}
