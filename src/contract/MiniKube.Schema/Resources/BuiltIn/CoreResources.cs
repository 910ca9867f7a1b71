using System.Collections.Immutable;

namespace MiniKube.Schema.Resources.BuiltIn;

internal static class CoreResources
{
    public static ImmutableArray<ResourceDefinition> Of(ResourceGroup core) =>
    [
        core.Virtual("bindings", "Binding", isNamespaced: true),
        core.Cluster("componentstatuses", "ComponentStatus") with { Verbs = Verb.GetList, ShortNames = ["cs"] },
        core.Namespaced("configmaps", "ConfigMap") with { ShortNames = ["cm"] },
        core.Namespaced("endpoints", "Endpoints") with { ShortNames = ["ep"] },
        core.Namespaced("events", "Event") with { ShortNames = ["ev"] },
        core.Namespaced("limitranges", "LimitRange") with { ShortNames = ["limits"] },
        core.Cluster("namespaces", "Namespace", core.Sub("finalize", "Namespace", Verb.Update), core.Status("Namespace")) with
        {
            ShortNames = ["ns"],
            Verbs = Verb.AllButDeleteCollection,
        },
        core.Cluster("nodes", "Node", core.Sub("proxy", "NodeProxyOptions", Verb.Proxy), core.Status("Node")) with { ShortNames = ["no"] },
        core.Namespaced("persistentvolumeclaims", "PersistentVolumeClaim", core.Status("PersistentVolumeClaim")) with { ShortNames = ["pvc"] },
        core.Cluster("persistentvolumes", "PersistentVolume", core.Status("PersistentVolume")) with { ShortNames = ["pv"] },
        Pods(core),
        core.Namespaced("podtemplates", "PodTemplate"),
        core.Namespaced("replicationcontrollers", "ReplicationController", ResourceGroup.ScaleOf(), core.Status("ReplicationController")) with
        {
            ShortNames = ["rc"],
            Categories = ["all"],
        },
        core.Namespaced("resourcequotas", "ResourceQuota", core.Status("ResourceQuota")) with { ShortNames = ["quota"] },
        core.Namespaced("secrets", "Secret"),
        core.Namespaced(
            "serviceaccounts",
            "ServiceAccount",
            new SubresourceDefinition("token", new("authentication.k8s.io", "v1", "TokenRequest"), Verb.Create)) with { ShortNames = ["sa"] },
        core.Namespaced("services", "Service", core.Sub("proxy", "ServiceProxyOptions", Verb.Proxy), core.Status("Service")) with
        {
            ShortNames = ["svc"],
            Categories = ["all"],
        },
    ];

    private static ResourceDefinition Pods(ResourceGroup core) => core.Namespaced(
        "pods",
        "Pod",
        core.Sub("attach", "PodAttachOptions", Verb.CreateGet),
        core.Sub("binding", "Binding", Verb.Create),
        core.Sub("ephemeralcontainers", "Pod", Verb.GetPatchUpdate),
        new SubresourceDefinition("eviction", new("policy", "v1", "Eviction"), Verb.Create),
        core.Sub("exec", "PodExecOptions", Verb.CreateGet),
        core.Sub("log", "Pod", Verb.Get),
        core.Sub("portforward", "PodPortForwardOptions", Verb.CreateGet),
        core.Sub("proxy", "PodProxyOptions", Verb.Proxy),
        core.Sub("resize", "Pod", Verb.GetPatchUpdate),
        core.Status("Pod")) with
    {
        ShortNames = ["po"],
        Categories = ["all"],
    };
}
