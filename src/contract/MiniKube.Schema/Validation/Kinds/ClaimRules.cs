using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>PersistentVolumeClaim.</summary>
internal static class ClaimRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly string[] LateNames = ["volumeName", "storageClassName"];

    public static void Check(JsonObject claim, Complaints complaints)
    {
        var spec = claim.Object("spec") ?? [];
        if (!spec.Items("accessModes").Any())
        {
            complaints.Required(Spec.Child("accessModes"), "at least 1 access mode is required");
        }

        if (spec.Items("accessModes").Any(mode => mode.AsText == "ReadWriteOncePod") && spec.Items("accessModes").Count() > 1)
        {
            complaints.Forbidden(Spec.Child("accessModes"), "may not use ReadWriteOncePod with other access modes");
        }

        var requested = spec.At("resources", "requests").Member("storage");
        var where = Spec.Child("resources").Key("storage");
        if (requested is null)
        {
            complaints.Required(where);
        }
        else if (NumberRules.Parse(requested) is { Sign: <= 0 })
        {
            complaints.Invalid(where, requested, "must be greater than zero");
        }

        _ = SelectorRules.Check(spec.Object("selector"), Spec.Child("selector"), complaints);
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        if (!JsonNode.DeepEquals(Fixed(after, before), Fixed(before, before)))
        {
            complaints.Forbidden(Spec, "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }

        var where = Spec.Child("resources", "requests").Child("storage");
        if (NumberRules.Parse(after.At("resources", "requests").Member("storage")) is { } now &&
            NumberRules.Parse(before.At("resources", "requests").Member("storage")) is { } was && now < was)
        {
            complaints.Forbidden(where, "field can not be less than status.capacity");
        }
    }

    private static JsonObject Fixed(JsonObject spec, JsonObject before)
    {
        var copy = (JsonObject)spec.DeepClone();
        _ = copy.Object("resources")?.Remove("requests");
        if (copy.Object("resources") is { Count: 0 })
        {
            _ = copy.Remove("resources");
        }

        _ = copy.Remove("volumeAttributesClassName");

        // Binding names the volume, and a class may be given late to a claim that has none.
        foreach (var name in LateNames.Where(name => !before.Has(name)))
        {
            _ = copy.Remove(name);
        }

        return copy;
    }
}
