using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Core;

internal static class NodeRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly FieldLocation Status = FieldLocation.Root("status");

    // Upstream tells of taints as if they stood in the metadata.
    private static readonly FieldLocation Taints = FieldLocation.Root("metadata").Child("taints");
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static void Check(JsonObject node, Complaints complaints)
    {
        if (node.Object("spec").List("taints") is { Count: > 0 } taints)
        {
            CheckTaints(taints, complaints);
        }

        if (node.Object("spec").List("podCIDRs") is { Count: > 0 } ranges)
        {
            Ranges(ranges, Spec.Child("podCIDRs"), complaints);
        }

        foreach (var field in (ReadOnlySpan<string>)["capacity", "allocatable"])
        {
            Amounts(node.Object("status").Object(field), field, complaints);
        }
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        var addresses = updated.Object("status").List("addresses");
        for (var i = 1; i < addresses?.Count; i++)
        {
            if (addresses.Take(i).Any(earlier => JsonNode.DeepEquals(earlier, addresses[i])))
            {
                complaints.Duplicate(Status.Child("addresses").Index(i), addresses[i]);
            }
        }

        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        if (IsChanged(after, before, "podCIDRs") || IsChanged(after, before, "podCIDR"))
        {
            complaints.Forbidden(Spec.Child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid");
        }

        if (IsChanged(after, before, "providerID"))
        {
            complaints.Forbidden(Spec.Child("providerID"), "node updates may not change providerID except from \"\" to valid");
        }

        if ((after.Text("externalID") ?? "") != (before.Text("externalID") ?? ""))
        {
            complaints.Forbidden(Spec.Child("externalID"), "may not be updated");
        }
    }

    private static bool IsChanged(JsonObject after, JsonObject before, string field) =>
        before.Has(field) && before.Text(field) is not "" && !Immutable.IsSame(after.Member(field), before.Member(field));

    private static void CheckTaints(JsonArray taints, Complaints complaints)
    {
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < taints.Count; i++)
        {
            if (taints[i] is not JsonObject taint)
            {
                continue;
            }

            var at = Taints.Index(i);
            var (key, value, effect) = (taint.Text("key") ?? "", taint.Text("value") ?? "", taint.Text("effect") ?? "");
            complaints.Invalid(at.Child("key"), key, NameRules.QualifiedName(key));
            if (NameRules.LabelValue(value) is { IsEmpty: false } whys)
            {
                complaints.Invalid(at.Child("value"), value, string.Join(';', whys));
            }

            if (effect.Length == 0)
            {
                complaints.Required(at.Child("effect"));
            }
            else if (!Effects.Contains(effect))
            {
                complaints.NotSupported(at.Child("effect"), effect, Effects);
            }

            if (!seen.Add((key, effect)))
            {
                complaints.Duplicate(at, taint, "taints must be unique by key and effect pair");
            }
        }
    }

    private static void Ranges(JsonArray ranges, FieldLocation where, Complaints complaints)
    {
        var families = new HashSet<bool>();
        for (var i = 0; i < ranges.Count; i++)
        {
            var range = ranges[i].AsText ?? "";
            complaints.Invalid(where.Index(i), range, NameRules.Cidr(range));
            families.Add(range.Contains(':'));
            if (ranges.Take(i).Any(earlier => earlier.AsText == range))
            {
                complaints.Duplicate(where.Index(i), range);
            }
        }

        if (ranges.Count > 1 && (ranges.Count > 2 || families.Count < 2))
        {
            complaints.Invalid(where, ranges, "may specify no more than one CIDR for each IP family");
        }
    }

    private static void Amounts(JsonObject? amounts, string field, Complaints complaints)
    {
        for (var i = 0; i < amounts?.Count; i++)
        {
            var (name, amount) = amounts.GetAt(i);
            if (NumberRules.Parse(amount) is { Sign: < 0 })
            {
                complaints.Invalid(Status.Child(field, name), amount, NumberRules.NotNegative);
            }
            else if (ResourceNames.IsWhole(name) && NumberRules.Parse(amount) is { } quantity && quantity.MilliValue % 1000 != 0)
            {
                complaints.Invalid(Status.Child(field, name), amount, "must be an integer");
            }
        }
    }
}
