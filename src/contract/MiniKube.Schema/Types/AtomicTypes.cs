using System.Collections.Frozen;

namespace MiniKube.Schema.Types;

/// <summary>The API's types whose objects an apply takes as one value wherever they stand, unless the field says otherwise.</summary>
internal static class AtomicTypes
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "admissionregistration.v1.MatchResources",
        "admissionregistration.v1.NamedRuleWithOperations",
        "admissionregistration.v1.ParamKind",
        "admissionregistration.v1.ParamRef",
        "admissionregistration.v1beta1.MatchResources",
        "admissionregistration.v1beta1.NamedRuleWithOperations",
        "admissionregistration.v1beta1.ParamKind",
        "admissionregistration.v1beta1.ParamRef",
        "autoscaling.v1.CrossVersionObjectReference",
        "core.v1.ConfigMapKeySelector",
        "core.v1.EndpointAddress",
        "core.v1.EndpointPort",
        "core.v1.FileKeySelector",
        "core.v1.LocalObjectReference",
        "core.v1.NodeSelector",
        "core.v1.NodeSelectorTerm",
        "core.v1.ObjectFieldSelector",
        "core.v1.ObjectReference",
        "core.v1.ResourceFieldSelector",
        "core.v1.ScopeSelector",
        "core.v1.SecretKeySelector",
        "core.v1.SecretReference",
        "core.v1.TopologySelectorTerm",
        "core.v1.TypedLocalObjectReference",
        "discovery.v1.EndpointPort",
        "meta.v1.LabelSelector",
        "meta.v1.OwnerReference",
        "networking.v1.ServiceBackendPort",
        "rbac.v1.RoleRef",
        "rbac.v1.Subject",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <param name="shortName">As the table has it: <c>core.v1.ObjectReference</c>.</param>
    public static bool Contains(string shortName) => Names.Contains(shortName);
}
