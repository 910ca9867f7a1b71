using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Storage;

/// <summary>PersistentVolumeClaim.</summary>
internal static class ClaimRules
{
    private const string OldClass = "volume.beta.kubernetes.io/storage-class";
    private const string AttributesClass = "volumeAttributesClassName";

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject claim, Complaints complaints) => CheckSpec(claim.Object("spec") ?? [], Spec, complaints);

    public static void CheckSpec(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        if (spec.List("accessModes") is null or { Count: 0 })
        {
            complaints.Required(where.Child("accessModes"), "at least 1 access mode is required");
        }

        OnlyOncePod(spec, where, complaints);
        var requested = spec.At("resources", "requests").Member("storage");
        if (requested is null)
        {
            complaints.Required(where.Child("resources").Key("storage"));
        }
        else if (NumberRules.Parse(requested) is { Sign: <= 0 })
        {
            complaints.Invalid(where.Child("resources").Key("storage"), requested, "must be greater than zero");
        }

        _ = SelectorRules.Check(spec.Object("selector"), where.Child("selector"), complaints);
        foreach (var field in (ReadOnlySpan<string>)["storageClassName", AttributesClass])
        {
            if (spec.Text(field) is { Length: > 0 } name)
            {
                complaints.Invalid(where.Child(field), name, NameRules.DnsSubdomain(name));
            }
        }

        Sources(spec, where, complaints);
    }

    /// <summary>One pod alone is at odds with any other way to be used.</summary>
    public static void OnlyOncePod(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        var (isOncePod, isOther) = (false, false);
        var modes = spec.List("accessModes");
        for (var i = 0; i < modes?.Count; i++)
        {
            isOncePod |= modes[i].AsText == "ReadWriteOncePod";
            isOther |= modes[i].AsText is "ReadWriteOnce" or "ReadOnlyMany" or "ReadWriteMany";
        }

        if (isOncePod && isOther)
        {
            complaints.Forbidden(where.Child("accessModes"), "may not use ReadWriteOncePod with other access modes");
        }
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        var (annotations, oldAnnotations) = (updated.At("metadata", "annotations"), old.At("metadata", "annotations"));
        var isMoved = IsMoved(after, before, annotations, oldAnnotations);
        if (!isMoved && (annotations.Text(OldClass) ?? "") != (oldAnnotations.Text(OldClass) ?? ""))
        {
            complaints.Invalid(FieldLocation.Root("metadata").Child("annotations", OldClass), annotations.Text(OldClass) ?? "", Immutable.Why);
        }

        var isBound = updated.Object("status").Text("phase") == "Bound";
        var hasLateClass = isMoved || (!before.Has("storageClassName") && (!oldAnnotations.Has(OldClass) || oldAnnotations.Text(OldClass) == after.Text("storageClassName")));
        if (!JsonNode.DeepEquals(Fixed(after, before, isBound, hasLateClass), Fixed(before, before, isBound, hasLateClass)))
        {
            complaints.Forbidden(Spec, "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }

        Size(after, before, old.Object("status"), complaints);
        Immutable.Check(after.Member("volumeMode"), before.Member("volumeMode"), FieldLocation.Root("volumeMode"), complaints);
        if (before.Has(AttributesClass) && after.Text(AttributesClass) is null or "" && before.Text(AttributesClass) != after.Text(AttributesClass))
        {
            complaints.Forbidden(
                Spec.Child(AttributesClass), $"update from non-nil value to {(after.Has(AttributesClass) ? "an empty string" : "nil")} is forbidden");
        }
    }

    /// <summary>What cannot be given may be taken back, down to what there is.</summary>
    private static void Size(JsonObject after, JsonObject before, JsonObject? status, Complaints complaints)
    {
        var now = NumberRules.Parse(after.At("resources", "requests").Member("storage")) ?? Quantity.Zero;
        var was = NumberRules.Parse(before.At("resources", "requests").Member("storage")) ?? Quantity.Zero;
        if (now < was && now <= (NumberRules.Parse(status.Object("capacity").Member("storage")) ?? Quantity.Zero))
        {
            complaints.Forbidden(Spec.Child("resources", "requests").Child("storage"), "field can not be less than status.capacity");
        }
    }

    /// <summary>The class may go from the annotation, where it once stood, to its field.</summary>
    private static bool IsMoved(JsonObject after, JsonObject before, JsonObject? annotations, JsonObject? oldAnnotations) =>
        oldAnnotations.Text(OldClass) is { } old
        && !before.Has("storageClassName")
        && after.Text("storageClassName") == old
        && (annotations.Text(OldClass) ?? old) == old;

    private static void Sources(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        var (source, reference) = (spec.Object("dataSource"), spec.Object("dataSourceRef"));
        Source(source, where, "dataSource", complaints);
        Source(reference, where, "dataSourceRef", complaints);
        if (source is null || reference is null)
        {
            return;
        }

        var isElsewhere = !string.IsNullOrEmpty(reference.Text("namespace"));
        if (isElsewhere || source.Text("apiGroup") != reference.Text("apiGroup") || source.Text("kind") != reference.Text("kind") || source.Text("name") != reference.Text("name"))
        {
            complaints.Invalid(
                where, $"{where}.dataSource", isElsewhere ? "may not be specified when dataSourceRef.namespace is specified" : "must match dataSourceRef");
        }
    }

    private static void Source(JsonObject? source, FieldLocation where, string field, Complaints complaints)
    {
        if (source is null)
        {
            return;
        }

        var group = source.Text("apiGroup") ?? "";
        if (group.Length == 0 && source.Text("kind") is var kind && kind != "PersistentVolumeClaim")
        {
            complaints.Invalid(where.Child(field), kind ?? "", "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }
        else if (group.Length > 0)
        {
            complaints.Invalid(where.Child(field, "apiGroup"), group, NameRules.DnsSubdomain(group));
        }

        if (source.Text("namespace") is { Length: > 0 } space)
        {
            complaints.Invalid(where.Child(field, "namespace"), space, NameRules.DnsLabel(space));
        }
    }

    /// <summary>A copy without what may change.</summary>
    private static JsonObject Fixed(JsonObject spec, JsonObject before, bool isBound, bool hasLateClass)
    {
        var copy = (JsonObject)spec.DeepClone();
        if (isBound)
        {
            _ = copy.At("resources", "requests")?.Remove("storage");
            _ = copy.Remove(AttributesClass);
        }

        // Binding names the volume, and a class may be given late to a claim that has none.
        if (string.IsNullOrEmpty(before.Text("volumeName")))
        {
            _ = copy.Remove("volumeName");
        }

        if (hasLateClass)
        {
            _ = copy.Remove("storageClassName");
        }

        return copy;
    }
}
