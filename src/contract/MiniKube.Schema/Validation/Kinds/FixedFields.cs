using System.Text.Json.Nodes;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>The kinds of which an update may do anything but change certain fields.</summary>
internal static class FixedFields
{
    public static void CheckUpdate(JsonObject updated, JsonObject old, ResourceDefinition resource, Complaints complaints)
    {
        foreach (var path in Of(resource))
        {
            var (before, after, where) = ((JsonNode?)old, (JsonNode?)updated, (FieldLocation?)null);
            foreach (var name in path.Split('.'))
            {
                before = (before as JsonObject).Member(name);
                after = (after as JsonObject).Member(name);
                where = where is null ? FieldLocation.Root(name) : where.Child(name);
            }

            if (!Immutable.IsSame(after, before))
            {
                Complain(resource.Kind.Kind, path, after, where!, complaints);
            }
        }
    }

    private static string[] Of(ResourceDefinition resource) => (resource.Kind.Group, resource.Kind.Kind) switch
    {
        ("apps", "Deployment" or "ReplicaSet" or "DaemonSet") => ["spec.selector"],
        ("apps", "ControllerRevision") => ["data"],
        ("storage.k8s.io", "StorageClass") => ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"],
        ("storage.k8s.io", "VolumeAttachment") => ["spec"],
        ("storage.k8s.io", "CSIDriver") => ["spec.attachRequired", "spec.volumeLifecycleModes"],
        ("storage.k8s.io", "VolumeAttributesClass") => ["driverName", "parameters"],
        ("scheduling.k8s.io", "PriorityClass") => ["value", "preemptionPolicy"],
        ("rbac.authorization.k8s.io", "RoleBinding" or "ClusterRoleBinding") => ["roleRef"],
        ("networking.k8s.io", "IngressClass") => ["spec.controller"],
        ("networking.k8s.io", "IPAddress") => ["spec.parentRef"],
        ("networking.k8s.io", "ServiceCIDR") => ["spec.cidrs"],
        ("node.k8s.io", "RuntimeClass") => ["handler"],
        ("discovery.k8s.io", "EndpointSlice") => ["addressType"],
        ("resource.k8s.io", "ResourceClaim" or "ResourceClaimTemplate") => ["spec"],
        ("certificates.k8s.io", "CertificateSigningRequest") => ["spec"],
        _ => [],
    };

    private static void Complain(string kind, string path, JsonNode? value, FieldLocation where, Complaints complaints)
    {
        switch (kind, path)
        {
            case ("StorageClass", "provisioner" or "parameters" or "reclaimPolicy"):
                complaints.Forbidden(where, $"updates to {path} are forbidden.");
                break;
            case ("VolumeAttributesClass", _):
                complaints.Forbidden(where, $"updates to {path} are forbidden.");
                break;
            case ("PriorityClass", "value"):
                complaints.Forbidden(where, "may not be changed in an update.");
                break;
            case ("RoleBinding" or "ClusterRoleBinding", _):
                complaints.Invalid(where, value, "cannot change roleRef");
                break;
            default:
                complaints.Invalid(where, value, Immutable.Why);
                break;
        }
    }
}
