using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Validation;

/// <summary>What the schema itself says: fields that must be there, words from a closed set, lists whose items are told apart by keys.</summary>
internal sealed class ShapeRules
{
    // Upstream takes these as they come: the last one wins, or the kind's own rules speak of them.
    private static readonly FrozenSet<string> RepeatableLists = new[]
    {
        "env", "imagePullSecrets", "hostAliases", "secrets", "ownerReferences", "tolerations", "volumeMounts", "volumeDevices", "validations",
        "schedulingGates", "claims",
    }.ToFrozenSet(StringComparer.Ordinal);

    // The text may be empty although the field must be there, or another rule says what it may be.
    private static readonly FrozenSet<string> MayBeEmpty =
        new[] { "value", "message", "data", "reason", "path", "operator" }.ToFrozenSet(StringComparer.Ordinal);

    // The kind's own rules say more of these.
    private static readonly FrozenSet<string> OwnRules = new[] { "pathType", "sideEffects", "handler" }.ToFrozenSet(StringComparer.Ordinal);

    // Sets whose words upstream tells in a sentence, and those that the kind's rules check.
    private static readonly FrozenSet<string> OwnWords = new[] { "podManagementPolicy", "pathType", "scopes" }.ToFrozenSet(StringComparer.Ordinal);

    // Where the walk is; written out only for a complaint.
    private readonly List<(string? Name, string? Key, int Index)> _path = new(8);
    private readonly Complaints _complaints;

    private ShapeRules(Complaints complaints) => _complaints = complaints;

    private FieldLocation Where
    {
        get
        {
            var where = FieldLocation.Root(_path[0].Name!);
            foreach (var (name, key, index) in _path.Skip(1))
            {
                where = name is not null ? where.Child(name) : key is not null ? where.Key(key) : where.Index(index);
            }

            return where;
        }
    }

    public static void Check(JsonObject value, TypeSchema type, Complaints complaints)
    {
        var walk = new ShapeRules(complaints);
        foreach (var field in type.OrderedFields)
        {
            // Metadata has rules of its own; a status is what a component saw, not what somebody wants.
            if (field.Name is not ("metadata" or "status" or "kind" or "apiVersion"))
            {
                walk.CheckField(value, field, type);
            }
        }
    }

    private void CheckField(JsonObject tree, FieldSchema field, TypeSchema owner)
    {
        var member = tree.Member(field.Name);
        if (member is null && !field.IsRequired)
        {
            return;
        }

        _path.Add((field.Name, null, 0));
        if (member is null || (field.IsRequired && member.AsText is { Length: 0 }))
        {
            if (!OwnRules.Contains(field.Name) && IsMissed(field) && !OwnedFields.Contains(owner.Name, field.Name))
            {
                _complaints.Required(Where);
            }
        }
        else
        {
            CheckValue(member, field.Type, owner);
            if (field.ListType == ListType.Map && member is JsonArray items && !RepeatableLists.Contains(field.Name))
            {
                CheckKeys(items, field);
            }
        }

        _path.RemoveAt(_path.Count - 1);
    }

    // What is always written has a zero value that upstream accepts unless the kind's own rules say otherwise.
    private static bool IsMissed(FieldSchema field) => field.Type.Kind switch
    {
        TypeKind.String => !MayBeEmpty.Contains(field.Name),
        TypeKind.Object or TypeKind.Quantity => true,
        _ => false,
    };

    private void CheckValue(JsonNode? value, TypeSchema type, TypeSchema owner)
    {
        switch (type.Kind, value)
        {
            case (TypeKind.Object, JsonObject tree):
                foreach (var field in type.OrderedFields)
                {
                    CheckField(tree, field, type);
                }

                break;
            case (TypeKind.List, JsonArray items) when type.Element!.Kind is TypeKind.Object or TypeKind.List || type.Element.Enum.Length > 0:
                for (var i = 0; i < items.Count; i++)
                {
                    _path.Add((null, null, i));
                    CheckValue(items[i], type.Element!, owner);
                    _path.RemoveAt(_path.Count - 1);
                }

                break;
            case (TypeKind.Map, JsonObject entries) when type.Element!.Kind == TypeKind.Object:
                for (var i = 0; i < entries.Count; i++)
                {
                    _path.Add((null, entries.GetAt(i).Key, 0));
                    CheckValue(entries.GetAt(i).Value, type.Element, owner);
                    _path.RemoveAt(_path.Count - 1);
                }

                break;
            case (TypeKind.String, JsonValue) when type.Enum.Length > 0 && value.AsText is { } word && !type.Enum.Contains(word):
                CheckWord(word, type, owner);
                break;
            default:
                break;
        }
    }

    private void CheckWord(string word, TypeSchema type, TypeSchema owner)
    {
        // Of a word in a list the list's field tells which words there are.
        var isItem = _path[^1].Name is null;
        var field = (isItem ? _path[^2].Name : _path[^1].Name) ?? "";
        if (OwnWords.Contains(field) || OwnedFields.Contains(owner.Name, field))
        {
            return;
        }

        var at = Where;
        if (field == "accessModes")
        {
            at = at.Parent!;
        }

        _complaints.NotSupported(at, word, SupportedWords.InOrder(field, type.Enum));
    }

    private void CheckKeys(JsonArray items, FieldSchema field)
    {
        // Ports of containers may repeat; those of Services have their own rule.
        if (field.ListMapKeys is not [var onlyKey] || items.Count < 2)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if ((items[i] as JsonObject).Member(onlyKey) is { } key && key.AsText is not "" && !seen.Add(key.AsText ?? key.ToJsonString()))
            {
                _complaints.Duplicate(Where.Index(i).Child(onlyKey), key);
            }
        }
    }
}
