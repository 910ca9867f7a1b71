using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

internal static class NodeRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject node, Complaints complaints)
    {
        var spec = node.Object("spec") ?? [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var taint in spec.Objects("taints"))
        {
            var at = Spec.Child("taints").Index(index++);
            var (key, effect) = (taint.Text("key") ?? "", taint.Text("effect") ?? "");
            complaints.Invalid(at.Child("key"), key, key.Length == 0 ? [] : NameRules.QualifiedName(key));
            complaints.Invalid(at.Child("value"), taint.Member("value"), NameRules.LabelValue(taint.Text("value") ?? ""));
            if (!seen.Add($"{key}:{effect}"))
            {
                complaints.Duplicate(at, taint);
            }
        }

        index = 0;
        foreach (var cidr in spec.Items("podCIDRs"))
        {
            complaints.Invalid(Spec.Child("podCIDRs").Index(index++), cidr, NameRules.Cidr(cidr.AsText ?? ""));
        }
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        foreach (var name in new[] { "providerID", "podCIDR", "podCIDRs" })
        {
            if (before.Has(name) && !Immutable.IsSame(after.Member(name), before.Member(name)))
            {
                complaints.Forbidden(Spec.Child(name), name == "providerID" ? "node updates may not change providerID except from \"\" to valid" : "node updates may not change podCIDR except from \"\" to valid");
            }
        }
    }
}
