using k8s.Models;

namespace MiniKube.Kubelet.Tests.Fakes;

/// <summary>Pods to test with, bound to the test's node.</summary>
internal static class Pods
{
    public static V1Pod Make(string name, string restartPolicy = "Always", params V1Container[] containers) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default", Uid = $"uid-{name}", Generation = 1 },
        Spec = new V1PodSpec
        {
            NodeName = SimulatedNode.Name,
            RestartPolicy = restartPolicy,
            TerminationGracePeriodSeconds = 30,
            Containers = containers.Length > 0 ? [.. containers] : [Container("web")],
        },
        Status = new V1PodStatus { Phase = "Pending" },
    };

    public static V1Container Container(string name, string image = "registry.example/web:1") => new()
    {
        Name = name,
        Image = image,
        ImagePullPolicy = "IfNotPresent",
    };

    public static V1Pod With(this V1Pod pod, string annotation, string value)
    {
        pod.Metadata.Annotations ??= new Dictionary<string, string>();
        pod.Metadata.Annotations[annotation] = value;
        return pod;
    }

    public static V1Pod WithInits(this V1Pod pod, params V1Container[] inits)
    {
        pod.Spec.InitContainers = [.. inits];
        return pod;
    }

    public static bool IsReady(this V1Pod pod) => pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) is true;
}
