using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Defaulting;

/// <summary>Fills in the defaults that the schema itself carries, wherever the object that holds them is there. Custom resources have no others.</summary>
internal static class StaticDefaults
{
    public static void Apply(JsonNode? node, TypeSchema type)
    {
        if (!type.HasDefaults)
        {
            return;
        }

        switch (node)
        {
            case JsonArray items when type.Element is { } element:
                for (var i = 0; i < items.Count; i++)
                {
                    Apply(items[i], element);
                }

                break;
            case JsonObject entries when type.Element is { } element:
                for (var i = 0; i < entries.Count; i++)
                {
                    Apply(entries.GetAt(i).Value, element);
                }

                break;
            case JsonObject tree when type.Kind == TypeKind.Object:
                ApplyFields(tree, type);
                break;
            default:
                break;
        }
    }

    private static void ApplyFields(JsonObject tree, TypeSchema type)
    {
        foreach (var field in type.OrderedFields)
        {
            var isThere = tree.TryGetPropertyValue(field.Name, out var member);
            if (isThere && member is null && field.Type.Rules is { IsNullable: true })
            {
                continue;
            }

            if (member is null && field.DefaultJson is { } json && (field.Presence == FieldPresence.WhenSet || !IsZero(json)))
            {
                member = JsonNode.Parse(json);
                tree[field.Name] = member;
            }

            if (member is not null)
            {
                Apply(member, field.Type);
            }
        }
    }

    // Such a default says nothing where the field is left out when it is zero.
    private static bool IsZero(string json) => json is "\"\"" or "0" or "false";
}
