using k8s.Models;

namespace MiniKube.Controllers.Tests.Common;

/// <summary>Objects for tests.</summary>
internal static class Objects
{
    public static readonly Dictionary<string, string> Labels = new() { ["app"] = "web" };

    public static V1PodTemplateSpec Template(string image = "one") => new()
    {
        Metadata = new V1ObjectMeta { Labels = Labels },
        Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = image }] },
    };

    public static V1ReplicaSet ReplicaSet(int replicas, string name = "web", int? minReadySeconds = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "ns", Uid = $"uid-of-{name}", Generation = 1 },
        Spec = new V1ReplicaSetSpec
        {
            Replicas = replicas,
            MinReadySeconds = minReadySeconds,
            Selector = new V1LabelSelector { MatchLabels = Labels },
            Template = Template(),
        },
    };

    public static V1Deployment Deployment(int replicas, string image = "one", string surge = "25%", string unavailable = "25%") => new()
    {
        Metadata = new V1ObjectMeta { Name = "web", NamespaceProperty = "ns", Generation = 1 },
        Spec = new V1DeploymentSpec
        {
            Replicas = replicas,
            Selector = new V1LabelSelector { MatchLabels = Labels },
            Template = Template(image),
            ProgressDeadlineSeconds = 600,
            RevisionHistoryLimit = 10,
            Strategy = new V1DeploymentStrategy
            {
                Type = "RollingUpdate",
                RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = surge, MaxUnavailable = unavailable },
            },
        },
    };

    public static V1Pod Pod(string name, string phase = "Pending", string? node = null, bool isTerminating = false) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = "ns",
            Uid = $"uid-of-{name}",
            Labels = Labels,
            CreationTimestamp = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            DeletionTimestamp = isTerminating ? new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) : null,
        },
        Spec = new V1PodSpec { NodeName = node, Containers = [] },
        Status = new V1PodStatus { Phase = phase },
    };

    public static V1Pod Ready(V1Pod pod, DateTimeOffset since) => pod with
    {
        Spec = pod.Spec with { NodeName = pod.Spec.NodeName ?? "node" },
        Status = new V1PodStatus
        {
            Phase = "Running",
            Conditions = [new V1PodCondition { Type = "Ready", Status = "True", LastTransitionTime = since.UtcDateTime }],
        },
    };
}
