using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>The kinds that keep pods running.</summary>
internal static class WorkloadDefaults
{
    public static void Deployment(JsonObject spec)
    {
        spec.Default("replicas", 1);
        var strategy = spec.Ensure("strategy");
        strategy.DefaultIfEmpty("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            var rolling = strategy.Ensure("rollingUpdate");
            rolling.Default("maxUnavailable", "25%");
            rolling.Default("maxSurge", "25%");
        }

        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
    }

    public static void DaemonSet(JsonObject spec)
    {
        var strategy = spec.Ensure("updateStrategy");
        strategy.DefaultIfEmpty("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            var rolling = strategy.Ensure("rollingUpdate");
            rolling.Default("maxUnavailable", 1);
            rolling.Default("maxSurge", 0);
        }

        spec.Default("revisionHistoryLimit", 10);
    }

    public static void StatefulSet(JsonObject spec)
    {
        spec.DefaultIfEmpty("podManagementPolicy", "OrderedReady");
        var strategy = spec.Ensure("updateStrategy");
        strategy.DefaultIfEmpty("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            strategy.Ensure("rollingUpdate").Default("partition", 0);
        }

        var retention = spec.Ensure("persistentVolumeClaimRetentionPolicy");
        retention.DefaultIfEmpty("whenDeleted", "Retain");
        retention.DefaultIfEmpty("whenScaled", "Retain");
        spec.Default("replicas", 1);
        spec.Default("revisionHistoryLimit", 10);
        foreach (var claim in spec.Objects("volumeClaimTemplates"))
        {
            claim.DefaultIfEmpty("kind", "PersistentVolumeClaim");
            claim.DefaultIfEmpty("apiVersion", "v1");
            CoreDefaults.Claim(claim);
        }
    }

    /// <summary>The oldest of them takes its selector and its labels from the template.</summary>
    public static void ReplicationController(JsonObject value)
    {
        if (value.Object("spec") is not { } spec)
        {
            return;
        }

        PodDefaults.Template(spec.Object("template"));
        spec.Default("replicas", 1);
        if (spec.At("template", "metadata", "labels") is not { Count: > 0 } labels)
        {
            return;
        }

        if (spec.Object("selector") is null or { Count: 0 })
        {
            spec["selector"] = labels.DeepClone();
        }

        CopyLabels(value, labels);
    }

    /// <summary>An object without labels gets those of its pods.</summary>
    public static void CopyLabels(JsonObject value, JsonObject labels)
    {
        if (value.At("metadata", "labels") is null or { Count: 0 })
        {
            value.Ensure("metadata")["labels"] = labels.DeepClone();
        }
    }
}
