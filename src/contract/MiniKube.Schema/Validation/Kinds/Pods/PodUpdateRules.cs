using System.Text.Json.Nodes;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Pods;

/// <summary>What of a pod may change once it is there.</summary>
internal static class PodUpdateRules
{
    private const string OnlySomeFields =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly FieldLocation Annotations = FieldLocation.Root("metadata").Child("annotations");

    public static void Check(JsonObject updated, JsonObject old, Complaints complaints)
    {
        PodAnnotationRules.CheckUpdate(updated.At("metadata", "annotations"), old.At("metadata", "annotations"), Annotations, complaints);
        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        if (JsonEquality.AreEqual(after, before)
            || !Containers(after, before, "containers", complaints)
            || !Containers(after, before, "initContainers", complaints)
            || !Deadline(after, before, complaints))
        {
            return;
        }

        Tolerations(after, before, complaints);
        Gates(after, before, complaints);
        if (before.List("schedulingGates") is { Count: > 0 })
        {
            Place(after, before, complaints);
        }

        if (!JsonNode.DeepEquals(Comparable(after, before), Comparable(before, before)))
        {
            complaints.Forbidden(Spec, OnlySomeFields);
        }
    }

    /// <returns>False when nothing more can be said.</returns>
    private static bool Containers(JsonObject after, JsonObject before, string list, Complaints complaints)
    {
        var containers = after.List(list);
        if ((containers?.Count ?? 0) != (before.List(list)?.Count ?? 0))
        {
            complaints.Forbidden(Spec.Child(list), "pod updates may not add or remove containers");
            return false;
        }

        for (var i = 0; i < containers?.Count; i++)
        {
            var image = (containers[i] as JsonObject).Text("image") ?? "";
            if (image.Length == 0)
            {
                complaints.Required(Spec.Child(list).Index(i).Child("image"));
            }
            else if (image.Trim().Length != image.Length)
            {
                complaints.Invalid(Spec.Child(list).Index(i).Child("image"), image, "must not have leading or trailing whitespace");
            }
        }

        return true;
    }

    /// <returns>False when nothing more can be said.</returns>
    private static bool Deadline(JsonObject after, JsonObject before, Complaints complaints)
    {
        var where = Spec.Child("activeDeadlineSeconds");
        var (now, old) = (after.Integer("activeDeadlineSeconds"), before.Integer("activeDeadlineSeconds"));
        if (now is < 0 or > int.MaxValue)
        {
            complaints.Invalid(where, now, $"must be between 0 and {int.MaxValue}, inclusive");
            return false;
        }

        if (now > old)
        {
            complaints.Invalid(where, now, "must be less than or equal to previous value");
            return false;
        }

        if (now is null && old is not null)
        {
            complaints.Invalid(where, null, "must not update from a positive integer to nil value");
        }

        return true;
    }

    private static void Tolerations(JsonObject after, JsonObject before, Complaints complaints)
    {
        var kept = after.Objects("tolerations").Select(Untimed).ToList();
        if (before.Objects("tolerations").Select(Untimed).Any(old => !kept.Exists(now => JsonNode.DeepEquals(now, old))))
        {
            complaints.Forbidden(Spec.Child("tolerations"), "existing toleration can not be modified except its tolerationSeconds");
        }
    }

    private static JsonNode Untimed(JsonObject toleration)
    {
        var copy = (JsonObject)toleration.DeepClone();
        _ = copy.Remove("tolerationSeconds");
        return copy;
    }

    /// <summary>A gate may be opened, and none may be put up.</summary>
    private static void Gates(JsonObject after, JsonObject before, Complaints complaints)
    {
        var gates = after.List("schedulingGates");
        for (var i = 0; i < gates?.Count; i++)
        {
            var name = (gates[i] as JsonObject).Text("name");
            if (!before.Objects("schedulingGates").Any(old => old.Text("name") == name))
            {
                complaints.Forbidden(
                    Spec.Child("schedulingGates").Index(i).Child("name"), $"only deletion is allowed, but found new scheduling gate '{name}'");
            }
        }
    }

    /// <summary>While a gate is shut the pod may be told more exactly where to go, never elsewhere.</summary>
    private static void Place(JsonObject after, JsonObject before, Complaints complaints)
    {
        var selector = after.Object("nodeSelector");
        foreach (var (key, value) in before.Object("nodeSelector") ?? [])
        {
            if (selector.Text(key) != value.AsText)
            {
                complaints.Invalid(
                    Spec.Child("nodeSelector"), selector, "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
                break;
            }
        }

        const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
        if (before.At("affinity", "nodeAffinity", Required).List("nodeSelectorTerms") is not { Count: > 0 } old)
        {
            return;
        }

        var where = Spec.Child("affinity", "nodeAffinity").Child(Required, "nodeSelectorTerms");
        var now = after.At("affinity", "nodeAffinity", Required).List("nodeSelectorTerms");
        if (now?.Count != old.Count)
        {
            complaints.Invalid(where, now, "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            return;
        }

        for (var i = 0; i < old.Count; i++)
        {
            if (!HasOnlyAdditions(now[i] as JsonObject, old[i] as JsonObject))
            {
                complaints.Invalid(where.Index(i), now[i], "only additions are allowed (no mutations or deletions)");
            }
        }
    }

    private static bool HasOnlyAdditions(JsonObject? now, JsonObject? old)
    {
        var wasEmpty = true;
        foreach (var field in (ReadOnlySpan<string>)["matchExpressions", "matchFields"])
        {
            var (after, before) = (now.List(field), old.List(field));
            for (var i = 0; i < before?.Count; i++)
            {
                wasEmpty = false;
                if (i >= (after?.Count ?? 0) || !JsonEquality.AreEqual(after![i], before[i]))
                {
                    return false;
                }
            }
        }

        // An empty term chooses no node; with something in it, it would choose some.
        return !wasEmpty || (now.List("matchExpressions")?.Count ?? 0) + (now.List("matchFields")?.Count ?? 0) == 0;
    }

    /// <summary>A copy in which the fields that may change, or of which something has been said, are as they were.</summary>
    private static JsonObject Comparable(JsonObject spec, JsonObject before)
    {
        var copy = (JsonObject)spec.DeepClone();
        _ = copy.Remove("activeDeadlineSeconds");
        _ = copy.Remove("tolerations");
        _ = copy.Remove("schedulingGates");
        if (before.Integer("terminationGracePeriodSeconds") < 0 && copy.Integer("terminationGracePeriodSeconds") == 1)
        {
            copy["terminationGracePeriodSeconds"] = before["terminationGracePeriodSeconds"]!.DeepClone();
        }

        foreach (var container in copy.Objects("containers").Concat(copy.Objects("initContainers")))
        {
            _ = container.Remove("image");
        }

        if (before.List("schedulingGates") is { Count: > 0 })
        {
            _ = copy.Remove("nodeSelector");
            _ = copy.Object("affinity")?.Remove("nodeAffinity");
            if (copy.Object("affinity") is { Count: 0 })
            {
                _ = copy.Remove("affinity");
            }
        }

        return copy;
    }
}
