using System.Collections.Frozen;

namespace MiniKube.Schema.Validation.Ordering;

/// <summary>The types whose fields upstream's rules go through in an order that is not the one in which ours find things.</summary>
internal static class FieldOrders
{
    private const string Core = "io.k8s.api.core.v1.";
    private const string Apps = "io.k8s.api.apps.v1.";

    private static readonly FrozenDictionary<string, string[]> Orders = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [Core + "PodSpec"] =
        [
            "volumes", "containers", "initContainers", "ephemeralContainers", "restartPolicy", "dnsPolicy", "nodeSelector", "securityContext",
            "imagePullSecrets", "affinity", "dnsConfig", "readinessGates", "schedulingGates", "topologySpreadConstraints", "resourceClaims",
            "serviceAccountName", "nodeName", "activeDeadlineSeconds", "hostname", "subdomain", "tolerations", "hostAliases", "priorityClassName",
            "runtimeClassName",
        ],
        [Core + "Container"] =
        [
            "name", "image", "terminationMessagePolicy", "ports", "env", "envFrom", "volumeMounts", "volumeDevices", "imagePullPolicy", "resources",
            "resizePolicy", "securityContext", "lifecycle", "livenessProbe", "readinessProbe", "startupProbe", "restartPolicy",
        ],
        [Core + "ContainerPort"] = ["name", "containerPort", "hostPort", "protocol"],
        [Core + "ServiceSpec"] =
        [
            "ports", "sessionAffinity", "sessionAffinityConfig", "type", "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "externalName", "selector",
            "externalIPs",
        ],
        [Core + "ServicePort"] = ["name", "port", "protocol", "targetPort", "appProtocol", "nodePort"],
        [Core + "Taint"] = ["key", "value", "effect"],
        [Core + "PersistentVolumeSpec"] = ["accessModes", "capacity"],
        [Apps + "DeploymentSpec"] = ["replicas", "selector", "template", "strategy", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"],
        [Apps + "ReplicaSetSpec"] = ["replicas", "minReadySeconds", "selector", "template"],
        [Apps + "StatefulSetSpec"] =
        [
            "podManagementPolicy", "updateStrategy", "persistentVolumeClaimRetentionPolicy", "replicas", "minReadySeconds", "ordinals", "selector", "template",
        ],
        [Apps + "DaemonSetSpec"] = ["selector", "template", "minReadySeconds", "updateStrategy", "revisionHistoryLimit"],
        ["io.k8s.api.batch.v1.CronJobSpec"] = ["schedule", "timeZone", "startingDeadlineSeconds", "concurrencyPolicy", "jobTemplate"],
        ["io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec"] = ["minReplicas", "maxReplicas", "scaleTargetRef"],
        ["io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec"] = ["minReplicas", "maxReplicas", "scaleTargetRef", "metrics", "behavior"],
        ["io.k8s.api.networking.v1.NetworkPolicySpec"] = ["podSelector", "ingress", "egress", "policyTypes"],
        ["io.k8s.api.networking.v1.IngressRule"] = ["host", "http"],
        ["io.k8s.api.networking.v1.HTTPIngressPath"] = ["pathType", "path", "backend"],
        ["io.k8s.api.rbac.v1.RoleBinding"] = ["roleRef", "subjects"],
        ["io.k8s.api.rbac.v1.ClusterRoleBinding"] = ["roleRef", "subjects"],
        ["io.k8s.api.rbac.v1.RoleRef"] = ["apiGroup", "kind", "name"],
        ["io.k8s.api.admissionregistration.v1.ValidatingWebhook"] = Webhook,
        ["io.k8s.api.admissionregistration.v1.MutatingWebhook"] = Webhook,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static string[] Webhook =>
    [
        "admissionReviewVersions", "name", "rules", "failurePolicy", "matchPolicy", "sideEffects", "timeoutSeconds", "namespaceSelector", "objectSelector",
        "clientConfig", "matchConditions",
    ];

    /// <summary>Where a field comes; behind all others when nothing is known of it.</summary>
    public static int Rank(string type, string field)
    {
        var at = Orders.TryGetValue(type, out var fields) ? Array.IndexOf(fields, field) : -1;
        return at < 0 ? int.MaxValue : at;
    }
}
