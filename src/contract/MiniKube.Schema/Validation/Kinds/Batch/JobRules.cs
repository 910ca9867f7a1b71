using System.Globalization;
using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Pods;

namespace MiniKube.Schema.Validation.Kinds.Batch;

internal static class JobRules
{
    private const int ManagedByBytesMax = 63;

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly string[] Fixed = ["completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"];

    /// <param name="job">The object.</param>
    /// <param name="old">As it was before an update; null for a new one, of which also the name is looked at.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    public static void Check(JsonObject job, JsonObject? old, Complaints complaints)
    {
        var spec = job.Object("spec") ?? [];
        if (old is null)
        {
            HostName(job, spec, complaints);
        }

        CheckSpec(spec, Spec, complaints);
        if (spec.Object("selector") is not { } selector)
        {
            return;
        }

        if (!SelectorRules.Check(selector, Spec.Child("selector"), complaints))
        {
            return;
        }

        var labels = spec.At("template", "metadata", "labels");
        if (!Api.Selectors.LabelSelector.FromJson(selector).Matches(labels))
        {
            complaints.Invalid(Spec.Child("template", "metadata").Child("labels"), labels ?? [], "`selector` does not match template `labels`");
        }
    }

    /// <summary>Also for the template of a CronJob, whose jobs have no selector yet.</summary>
    public static void CheckSpec(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        NumberRules.NonNegative(
            spec, where, complaints, "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes");
        if (spec.Text("managedBy") is { } manager)
        {
            FieldRules.DomainPath(manager, where.Child("managedBy"), complaints);
            if (manager.Length > ManagedByBytesMax)
            {
                complaints.TooLong(where.Child("managedBy"), ManagedByBytesMax);
            }
        }

        IndexedJobRules.Check(spec, where, complaints);
        FailurePolicyRules.Check(spec, where, complaints);
        PodRules.CheckTemplate(spec.Object("template") ?? [], where.Child("template"), complaints);
        RestartPolicy(spec, where, complaints);
    }

    private static void RestartPolicy(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        var policy = spec.At("template", "spec").Text("restartPolicy");
        if (policy is null or "" or "Always")
        {
            complaints.Required(where.Child("template", "spec").Child("restartPolicy"), "valid values: \"OnFailure\", \"Never\"");
        }
        else if (policy is not ("OnFailure" or "Never"))
        {
            complaints.NotSupported(where.Child("template", "spec").Child("restartPolicy"), policy, ["OnFailure", "Never"]);
        }
        else if (spec.Has("podFailurePolicy") && policy != "Never")
        {
            complaints.Invalid(where.Child("template", "spec").Child("restartPolicy"), policy, "only \"Never\" is supported when podFailurePolicy is specified");
        }
    }

    /// <summary>The pods of an indexed job are called after it and their index.</summary>
    private static void HostName(JsonObject job, JsonObject spec, Complaints complaints)
    {
        if (spec.Text("completionMode") != "Indexed" || spec.Integer("completions") is not (> 0 and var completions)
            || job.Object("metadata").Text("name") is not { Length: > 0 } name)
        {
            return;
        }

        var host = string.Create(CultureInfo.InvariantCulture, $"{name}-{completions - 1}");
        if (!NameRules.IsDnsLabel(host))
        {
            complaints.Invalid(FieldLocation.Root("metadata").Child("name"), name, $"will not able to create pod with invalid DNS label: {host}");
        }
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        Completions(after, before, complaints);
        Immutable.Check(after.Member("selector"), before.Member("selector"), Spec.Child("selector"), complaints);
        var waits = before.Flag("suspend") == true && !old.Object("status").Has("startTime");
        if (!JsonNode.DeepEquals(after.Object("template"), before.Object("template"))
            && !(waits && JsonNode.DeepEquals(WithoutPlacement(after), WithoutPlacement(before))))
        {
            complaints.Invalid(Spec.Child("template"), after.Member("template"), Immutable.Why);
        }

        foreach (var name in Fixed)
        {
            Immutable.Check(after.Member(name), before.Member(name), Spec.Child(name), complaints);
        }
    }

    private static void Completions(JsonObject after, JsonObject before, Complaints complaints)
    {
        if (after.Text("completionMode") != "Indexed")
        {
            Immutable.Check(after.Member("completions"), before.Member("completions"), Spec.Child("completions"), complaints);
        }
        else if (after.Integer("completions") is { } completions && completions != before.Integer("completions") && completions != after.Integer("parallelism"))
        {
            complaints.Invalid(Spec.Child("completions"), completions, "can only be modified in tandem with spec.parallelism");
        }
    }

    /// <summary>The template without what a queue may still decide while a job waits.</summary>
    private static JsonObject WithoutPlacement(JsonObject spec)
    {
        var template = (JsonObject)(spec.Object("template")?.DeepClone() ?? new JsonObject());
        var metadata = template.Object("metadata");
        _ = metadata?.Remove("labels");
        _ = metadata?.Remove("annotations");
        if (metadata is { Count: 0 })
        {
            _ = template.Remove("metadata");
        }

        var pod = template.Object("spec");
        _ = pod?.Remove("nodeSelector");
        _ = pod?.Remove("tolerations");
        _ = pod?.Remove("schedulingGates");
        _ = pod.Object("affinity")?.Remove("nodeAffinity");
        if (pod.Object("affinity") is { Count: 0 })
        {
            _ = pod!.Remove("affinity");
        }

        return template;
    }
}
