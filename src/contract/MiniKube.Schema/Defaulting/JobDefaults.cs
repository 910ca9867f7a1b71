using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>Job and CronJob.</summary>
internal static class JobDefaults
{
    public static void Job(JsonObject value, JsonObject spec)
    {
        PodDefaults.Template(spec.Ensure("template"));
        if (!spec.Has("completions") && !spec.Has("parallelism"))
        {
            spec.Default("completions", 1);
        }

        spec.Default("parallelism", 1);
        spec.Default("backoffLimit", spec.Has("backoffLimitPerIndex") ? int.MaxValue : 6);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("suspend", false);
        spec.Default("podReplacementPolicy", spec.Has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
        foreach (var rule in spec.Object("podFailurePolicy").Objects("rules"))
        {
            foreach (var pattern in rule.Objects("onPodConditions"))
            {
                pattern.DefaultIfEmpty("status", "True");
            }
        }

        if (spec.At("template", "metadata", "labels") is { Count: > 0 } labels)
        {
            WorkloadDefaults.CopyLabels(value, labels);
        }
    }

    public static void CronJob(JsonObject spec)
    {
        PodDefaults.Template(spec.Ensure("jobTemplate").Ensure("spec").Ensure("template"));
        spec.DefaultIfEmpty("concurrencyPolicy", "Allow");
        spec.Default("suspend", false);
        spec.Default("successfulJobsHistoryLimit", 3);
        spec.Default("failedJobsHistoryLimit", 1);
    }
}
