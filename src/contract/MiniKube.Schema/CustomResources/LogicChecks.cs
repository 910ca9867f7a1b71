using System.Text.Json.Nodes;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>Holds a value against <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c> and <c>not</c>, and against demands on parts that stand within these.</summary>
internal static class LogicChecks
{
    public static void Check(JsonNode? value, ValueRules rules, FieldLocation where, Complaints complaints)
    {
        if (rules.Parts is { } parts)
        {
            CheckParts(value, parts, where, complaints);
        }

        if (rules.Logic is not { } logic)
        {
            return;
        }

        foreach (var one in logic.AllOf)
        {
            ValueChecks.Check(value, one, where, complaints);
        }

        if (!logic.AnyOf.IsEmpty && !logic.AnyOf.Any(one => IsFitting(value, one, where)))
        {
            complaints.Invalid(where, value, $"\"{ValueChecks.NameOf(where)}\" must validate at least one schema (anyOf)");
        }

        if (!logic.OneOf.IsEmpty && logic.OneOf.Count(one => IsFitting(value, one, where)) is var fitting and not 1)
        {
            var found = fitting == 0 ? "Found none valid" : $"Found {fitting} valid alternatives";
            complaints.Invalid(where, value, $"\"{ValueChecks.NameOf(where)}\" must validate one and only one schema (oneOf). {found}");
        }

        if (logic.Not is { } not && IsFitting(value, not, where))
        {
            complaints.Invalid(where, value, $"\"{ValueChecks.NameOf(where)}\" must not validate the schema (not)");
        }
    }

    private static bool IsFitting(JsonNode? value, ValueRules rules, FieldLocation where)
    {
        var found = new Complaints();
        ValueChecks.Check(value, rules, where, found);
        return found.Count == 0;
    }

    private static void CheckParts(JsonNode? value, PartRules parts, FieldLocation where, Complaints complaints)
    {
        switch (value)
        {
            case JsonObject tree:
                foreach (var (name, member) in tree)
                {
                    if ((parts.Properties.GetValueOrDefault(name) ?? parts.AdditionalProperties) is { } rules)
                    {
                        ValueChecks.Check(member, rules, CustomObjectRules.Child(where, name), complaints);
                    }
                }

                break;
            case JsonArray items when parts.Items is { } each:
                for (var i = 0; i < items.Count; i++)
                {
                    ValueChecks.Check(items[i], each, where.Index(i), complaints);
                }

                break;
            default:
                break;
        }
    }
}
