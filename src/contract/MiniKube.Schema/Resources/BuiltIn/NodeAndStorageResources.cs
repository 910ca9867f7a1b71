using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.Schema.Resources.BuiltIn;

/// <summary>The groups that describe machines, volumes, devices, and the small groups of one resource.</summary>
internal static class NodeAndStorageResources
{
    public static ImmutableArray<ResourceDefinition> Of(GroupVersion version, ResourceGroup group) => version.Group switch
    {
        "storage.k8s.io" =>
        [
            group.Cluster("csidrivers", "CSIDriver"),
            group.Cluster("csinodes", "CSINode"),
            group.Namespaced("csistoragecapacities", "CSIStorageCapacity"),
            group.Cluster("storageclasses", "StorageClass") with { ShortNames = ["sc"] },
            group.Cluster("volumeattachments", "VolumeAttachment", group.Status("VolumeAttachment")),
            group.Cluster("volumeattributesclasses", "VolumeAttributesClass") with { ShortNames = ["vac"] },
        ],
        "resource.k8s.io" =>
        [
            group.Cluster("deviceclasses", "DeviceClass"),
            group.Namespaced("resourceclaims", "ResourceClaim", group.Status("ResourceClaim")),
            group.Namespaced("resourceclaimtemplates", "ResourceClaimTemplate"),
            group.Cluster("resourceslices", "ResourceSlice"),
        ],
        "scheduling.k8s.io" => [group.Cluster("priorityclasses", "PriorityClass") with { ShortNames = ["pc"] }],
        "coordination.k8s.io" => [group.Namespaced("leases", "Lease")],
        "node.k8s.io" => [group.Cluster("runtimeclasses", "RuntimeClass")],
        "events.k8s.io" =>
        [
            group.Namespaced("events", "Event") with { ShortNames = ["ev"], StorageKind = new GroupVersionKind("", "v1", "Event") },
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(version), version, "no resources are declared for this group"),
    };
}
