using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Which changes of a pod's spec are allowed.</summary>
internal static class PodChangeRules
{
    private const string OnlyThese =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static void Check(JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        var wanted = desired.Child("spec") ?? [];
        var before = existing.Child("spec") ?? [];
        if (JsonNode.DeepEquals(wanted, before))
        {
            return;
        }

        CheckDeadline(wanted, before, causes);
        CheckTolerations(wanted, before, causes);
        CheckGates(wanted, before, causes);
        if (!JsonNode.DeepEquals(Fixed(wanted, before), Fixed(before, before)))
        {
            causes.Add(FieldErrors.Forbidden("spec", OnlyThese));
        }
    }

    public static void CheckEphemeralContainers(JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        var wanted = desired.Child("spec").Objects("ephemeralContainers").ToDictionary(one => one.Text("name"));
        foreach (var container in existing.Child("spec").Objects("ephemeralContainers"))
        {
            var name = container.Text("name");
            if (!wanted.TryGetValue(name, out var now))
            {
                causes.Add(FieldErrors.Forbidden("spec.ephemeralContainers", $"existing ephemeral containers \"{name}\" may not be removed\n"));
            }
            else if (!JsonNode.DeepEquals(now, container))
            {
                causes.Add(FieldErrors.Forbidden("spec.ephemeralContainers", $"existing ephemeral containers \"{name}\" may not be changed\n"));
            }
        }
    }

    private static void CheckDeadline(JsonObject wanted, JsonObject before, ICollection<StatusCause> causes)
    {
        var now = wanted.Integer("activeDeadlineSeconds");
        if (before.Integer("activeDeadlineSeconds") is { } was && (now is null || now > was))
        {
            causes.Add(FieldErrors.Invalid(
                "spec.activeDeadlineSeconds",
                wanted["activeDeadlineSeconds"],
                now is null ? "must not update from a positive integer to nil value" : "must be less than or equal to previous value"));
        }
    }

    private static void CheckTolerations(JsonObject wanted, JsonObject before, ICollection<StatusCause> causes)
    {
        var now = wanted.Objects("tolerations").ToList();
        if (before.Objects("tolerations").Any(old => !now.Any(one => JsonNode.DeepEquals(WithoutSeconds(one), WithoutSeconds(old)))))
        {
            causes.Add(FieldErrors.Forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"));
        }
    }

    private static void CheckGates(JsonObject wanted, JsonObject before, ICollection<StatusCause> causes)
    {
        var old = before.Objects("schedulingGates").Select(gate => gate.Text("name")).ToHashSet();
        var added = wanted.Objects("schedulingGates").Select(gate => gate.Text("name")).Where(gate => !old.Contains(gate)).ToList();
        if (added.Count > 0)
        {
            causes.Add(FieldErrors.Forbidden("spec.schedulingGates", $"only deletion is allowed, but found new scheduling gates '{string.Join(", ", added)}'"));
        }
    }

    /// <summary>The spec with everything that may change taken from the pod as it was.</summary>
    private static JsonObject Fixed(JsonObject spec, JsonObject before)
    {
        var @fixed = spec.DeepClone().AsObject();
        foreach (var name in (ReadOnlySpan<string>)["activeDeadlineSeconds", "tolerations", "schedulingGates"])
        {
            @fixed.Remove(name);
        }

        if (before.Integer("terminationGracePeriodSeconds") < 0 && spec.Integer("terminationGracePeriodSeconds") == 1)
        {
            @fixed.CopyFrom(before, "terminationGracePeriodSeconds");
        }

        // A pod that is still held back may be told more narrowly where to go.
        if (before.List("schedulingGates") is { Count: > 0 })
        {
            @fixed.Remove("nodeSelector");
            @fixed.Child("affinity")?.Remove("nodeAffinity");
            if (@fixed.Child("affinity") is { Count: 0 })
            {
                @fixed.Remove("affinity");
            }
        }

        foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
        {
            foreach (var container in @fixed.Objects(list))
            {
                container.Remove("image");
            }
        }

        return @fixed;
    }

    private static JsonObject WithoutSeconds(JsonObject toleration)
    {
        var without = toleration.DeepClone().AsObject();
        without.Remove("tolerationSeconds");
        return without;
    }
}
