using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

internal static class JobRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly string[] Fixed = ["podFailurePolicy", "backoffLimitPerIndex", "completionMode", "managedBy", "successPolicy"];

    // What a queue may still decide while a job waits.
    private static readonly string[] Schedulable = ["nodeSelector", "tolerations", "affinity", "schedulingGates"];

    public static void Check(JsonObject job, Complaints complaints)
    {
        var spec = job.Object("spec") ?? [];
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
        if (spec.Text("completionMode") == "Indexed" && !spec.Has("completions"))
        {
            complaints.Required(where.Child("completions"), "when completion mode is Indexed");
        }

        if (spec.Has("maxFailedIndexes") && !spec.Has("backoffLimitPerIndex"))
        {
            complaints.Required(where.Child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
        }

        var template = spec.Object("template") ?? [];
        PodRules.CheckTemplate(template, where.Child("template"), complaints);
        var policy = template.Object("spec").Text("restartPolicy");
        if (policy is not ("OnFailure" or "Never"))
        {
            complaints.Required(where.Child("template", "spec").Child("restartPolicy"), "valid values: \"OnFailure\", \"Never\"");
        }
        else if (spec.Has("podFailurePolicy") && policy != "Never")
        {
            complaints.Invalid(where.Child("template", "spec").Child("restartPolicy"), policy, "only \"Never\" is supported when podFailurePolicy is specified");
        }
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        Immutable.Check(after.Member("selector"), before.Member("selector"), Spec.Child("selector"), complaints);
        Completions(after, before, complaints);
        foreach (var name in Fixed)
        {
            Immutable.Check(after.Member(name), before.Member(name), Spec.Child(name), complaints);
        }

        var waits = before.Flag("suspend") == true && !old.Object("status").Has("startTime");
        if (!JsonNode.DeepEquals(Template(after, waits), Template(before, waits)))
        {
            complaints.Invalid(Spec.Child("template"), after.Member("template"), Immutable.Why);
        }
    }

    private static void Completions(JsonObject after, JsonObject before, Complaints complaints)
    {
        var isElastic = after.Text("completionMode") == "Indexed" && after.Has("completions") &&
            after.Integer("completions") == after.Integer("parallelism");
        if (!isElastic)
        {
            Immutable.Check(after.Member("completions"), before.Member("completions"), Spec.Child("completions"), complaints);
        }
    }

    private static JsonObject Template(JsonObject spec, bool waits)
    {
        var template = (JsonObject)(spec.Object("template")?.DeepClone() ?? new JsonObject());
        if (waits)
        {
            _ = template.Object("metadata")?.Remove("labels");
            _ = template.Object("metadata")?.Remove("annotations");
            foreach (var name in Schedulable)
            {
                _ = template.Object("spec")?.Remove(name);
            }
        }

        return template;
    }
}
