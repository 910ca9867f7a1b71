using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission;

/// <summary>What a node may say of itself: not its taints, and of the labels of Kubernetes only those that are its own to know.</summary>
internal static class NodeRules
{
    private const string RestrictedNamespace = "node-restriction.kubernetes.io";

    private static readonly ImmutableArray<string> KubeletLabels =
    [
        "kubernetes.io/hostname",
        "kubernetes.io/os",
        "kubernetes.io/arch",
        "beta.kubernetes.io/os",
        "beta.kubernetes.io/arch",
        "node.kubernetes.io/instance-type",
        "beta.kubernetes.io/instance-type",
        "topology.kubernetes.io/region",
        "topology.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/zone",
    ];

    private static readonly ImmutableArray<string> KubeletNamespaces = ["kubelet.kubernetes.io", "node.kubernetes.io"];

    /// <summary>Why the write is refused; empty when it is not.</summary>
    public static string Refusal(string node, AdmissionRequest admission)
    {
        var name = admission.Request.Name is { Length: > 0 } path ? path : admission.Object?.Name ?? "";
        if (name != node)
        {
            return $"node \"{node}\" is not allowed to modify node \"{name}\"";
        }

        return admission switch
        {
            { Operation: AdmissionOperation.Create, Object: { } made } => Created(made),
            { Object: { } desired, Existing: { } existing } => Updated(node, desired, existing),
            _ => "",
        };
    }

    private static string Created(JsonObject made)
    {
        var forbidden = Forbidden(made.Metadata.Child("labels")?.Select(label => label.Key) ?? []);
        return forbidden.Length == 0 ? "" : $"is not allowed to set the following labels: {forbidden}";
    }

    private static string Updated(string node, JsonObject desired, JsonObject existing)
    {
        if (!JsonNode.DeepEquals(desired.Child("spec")?["taints"], existing.Child("spec")?["taints"]))
        {
            return $"node \"{node}\" is not allowed to modify taints";
        }

        if (!JsonNode.DeepEquals(desired.Metadata["ownerReferences"], existing.Metadata["ownerReferences"]))
        {
            return $"node \"{node}\" is not allowed to modify ownerReferences";
        }

        var forbidden = Forbidden(Changed(desired.Metadata.Child("labels") ?? [], existing.Metadata.Child("labels") ?? []));
        return forbidden.Length == 0 ? "" : $"is not allowed to modify labels: {forbidden}";
    }

    private static IEnumerable<string> Changed(JsonObject after, JsonObject before) =>
        after.Concat(before).Select(label => label.Key).Distinct().Where(key => after.Text(key) != before.Text(key) || after.ContainsKey(key) != before.ContainsKey(key));

    private static string Forbidden(IEnumerable<string> labels) => string.Join(", ", labels.Where(IsForbidden).Order(StringComparer.Ordinal));

    private static bool IsForbidden(string label)
    {
        var slash = label.IndexOf('/', StringComparison.Ordinal);
        var ns = slash < 0 ? "" : label[..slash];
        if (IsWithin(ns, RestrictedNamespace))
        {
            return true;
        }

        var isOfKubernetes = IsWithin(ns, "kubernetes.io") || IsWithin(ns, "k8s.io");
        return isOfKubernetes && !KubeletLabels.Contains(label) && !KubeletNamespaces.Any(allowed => IsWithin(ns, allowed));
    }

    private static bool IsWithin(string ns, string parent) => ns == parent || ns.EndsWith("." + parent, StringComparison.Ordinal);
}
