using System.Collections.Frozen;

namespace MiniKube.Schema.Validation;

/// <summary>Fields of which the rules of their kind say all that is to be said: the schema's own words would come beside those that upstream has.</summary>
internal static class OwnedFields
{
    private const string Core = "io.k8s.api.core.v1.";
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private static readonly FrozenSet<(string Type, string Field)> Fields = new[]
    {
        ("NodeSelectorRequirement", "key"),
        ("NodeSelectorRequirement", "operator"),
        ("LabelSelectorRequirement", "key"),
        ("Taint", "key"),
        ("Taint", "effect"),
        ("TopologySpreadConstraint", "topologyKey"),
        ("TopologySpreadConstraint", "whenUnsatisfiable"),
        ("PodAffinityTerm", "topologyKey"),
        ("ScopedResourceSelectorRequirement", "scopeName"),
        ("ScopedResourceSelectorRequirement", "operator"),
        ("SeccompProfile", "type"),
        ("AppArmorProfile", "type"),
        ("PodOS", "name"),
        ("PodReadinessGate", "conditionType"),
        ("PodSchedulingGate", "name"),
        ("HTTPHeader", "name"),
        ("ResourceClaim", "name"),
        ("ContainerResizePolicy", "resourceName"),
        ("ContainerResizePolicy", "restartPolicy"),
        ("HostAlias", "ip"),
        ("EndpointAddress", "ip"),
        ("LimitRangeItem", "type"),
        ("CSIVolumeSource", "driver"),
        ("CSIPersistentVolumeSource", "driver"),
        ("ScaleIOVolumeSource", "secretRef"),
        ("ScaleIOPersistentVolumeSource", "secretRef"),
    }.ToFrozenSet();

    public static bool Contains(string type, string field) =>
        (type.StartsWith(Core, StringComparison.Ordinal) || type.StartsWith(Meta, StringComparison.Ordinal))
        && Fields.Contains((type[(type.LastIndexOf('.') + 1)..], field));
}
