using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Warnings;

/// <summary>Kinds that carry a template of pods.</summary>
internal static class WorkloadWarnings
{
    private const int TrackedCompletionsMax = 100_000;
    private const int TrackedParallelismMax = 10_000;

    public static void Check(JsonObject value, string kind, bool isNew, List<string> warnings)
    {
        if (isNew && kind is "Deployment" or "ReplicaSet" or "StatefulSet" or "Job" or "CronJob" or "ReplicationController")
        {
            ObjectWarnings.HostnameOf(value, "Pod names and hostnames", warnings);
        }

        switch (kind)
        {
            case "Deployment" or "ReplicaSet" or "DaemonSet" or "ReplicationController":
                PodWarnings.Check(value.At("spec", "template"), "spec.template.", warnings);
                break;
            case "StatefulSet":
                StatefulSet(value.Object("spec"), warnings);
                break;
            case "PodTemplate":
                PodWarnings.Check(value.Object("template"), "template.", warnings);
                break;
            case "Job":
                Job(value.Object("spec"), "spec", warnings);
                break;
            case "CronJob":
                Job(value.At("spec", "jobTemplate", "spec"), "spec.jobTemplate.spec", warnings);
                break;
            default:
                break;
        }
    }

    private static void StatefulSet(JsonObject? spec, List<string> warnings)
    {
        PodWarnings.Check(spec.Object("template"), "spec.template.", warnings);
        var index = 0;
        foreach (var claim in spec.Objects("volumeClaimTemplates"))
        {
            StorageWarnings.ClaimSpec(claim.Object("spec"), $"spec.volumeClaimTemplates[{index++}].Spec", warnings);
        }

        if (spec.Integer("revisionHistoryLimit") < 0)
        {
            warnings.Add("spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended");
        }
    }

    private static void Job(JsonObject? spec, string where, List<string> warnings)
    {
        if (spec.Text("completionMode") == "Indexed"
            && spec.Integer("completions") > TrackedCompletionsMax
            && spec.Integer("parallelism") > TrackedParallelismMax)
        {
            warnings.Add(
                $"{where}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail");
        }

        PodWarnings.Check(spec.Object("template"), $"{where}.template.", warnings);
    }
}
