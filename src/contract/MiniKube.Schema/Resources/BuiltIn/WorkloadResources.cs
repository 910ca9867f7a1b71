using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.Schema.Resources.BuiltIn;

/// <summary>The groups apps, batch, autoscaling and policy.</summary>
internal static class WorkloadResources
{
    public static ImmutableArray<ResourceDefinition> Of(GroupVersion version, ResourceGroup group) => version.Group switch
    {
        "apps" =>
        [
            group.Namespaced("controllerrevisions", "ControllerRevision"),
            group.Namespaced("daemonsets", "DaemonSet", group.Status("DaemonSet")) with { ShortNames = ["ds"], Categories = ["all"] },
            Scalable(group, "deployments", "Deployment", "deploy"),
            Scalable(group, "replicasets", "ReplicaSet", "rs"),
            Scalable(group, "statefulsets", "StatefulSet", "sts"),
        ],
        "batch" =>
        [
            group.Namespaced("cronjobs", "CronJob", group.Status("CronJob")) with { ShortNames = ["cj"], Categories = ["all"] },
            group.Namespaced("jobs", "Job", group.Status("Job")) with { Categories = ["all"] },
        ],
        "autoscaling" =>
        [
            group.Namespaced("horizontalpodautoscalers", "HorizontalPodAutoscaler", group.Status("HorizontalPodAutoscaler")) with
            {
                ShortNames = ["hpa"],
                Categories = ["all"],
                StorageKind = new GroupVersionKind("autoscaling", "v2", "HorizontalPodAutoscaler"),
            },
        ],
        _ =>
        [
            group.Namespaced("poddisruptionbudgets", "PodDisruptionBudget", group.Status("PodDisruptionBudget")) with { ShortNames = ["pdb"] },
        ],
    };

    private static ResourceDefinition Scalable(ResourceGroup group, string plural, string kind, string shortName) =>
        group.Namespaced(plural, kind, ResourceGroup.ScaleOf(), group.Status(kind)) with { ShortNames = [shortName], Categories = ["all"] };
}
