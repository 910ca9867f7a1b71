using System.Collections.Frozen;
using MiniKube.Api.Names;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Tables.Kinds;

namespace MiniKube.Schema.Tables;

/// <summary>Finds the table of a kind; all versions of a kind share one.</summary>
public static class Tables
{
    private static readonly FrozenDictionary<(string Group, string Kind), TableDefinition> ByKind = new Dictionary<(string, string), TableDefinition>
    {
        [("", "Pod")] = PodTable.Pod,
        [("", "PodTemplate")] = PodTable.PodTemplate,
        [("", "ReplicationController")] = WorkloadTables.ReplicationController,
        [("", "Service")] = ServiceTables.Service,
        [("", "Endpoints")] = ServiceTables.Endpoints,
        [("", "Node")] = NodeTables.Node,
        [("", "Event")] = EventTable.Event,
        [("", "Namespace")] = CoreTables.Namespace,
        [("", "ConfigMap")] = CoreTables.ConfigMap,
        [("", "Secret")] = CoreTables.Secret,
        [("", "ServiceAccount")] = CoreTables.ServiceAccount,
        [("", "ResourceQuota")] = CoreTables.ResourceQuota,
        [("", "ComponentStatus")] = CoreTables.ComponentStatus,
        [("", "PersistentVolume")] = StorageTables.PersistentVolume,
        [("", "PersistentVolumeClaim")] = StorageTables.PersistentVolumeClaim,
        [("admissionregistration.k8s.io", "MutatingAdmissionPolicy")] = AccessTables.MutatingAdmissionPolicy,
        [("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding")] = AccessTables.PolicyBinding,
        [("admissionregistration.k8s.io", "MutatingWebhookConfiguration")] = AccessTables.WebhookConfiguration,
        [("admissionregistration.k8s.io", "ValidatingAdmissionPolicy")] = AccessTables.ValidatingAdmissionPolicy,
        [("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding")] = AccessTables.PolicyBinding,
        [("admissionregistration.k8s.io", "ValidatingWebhookConfiguration")] = AccessTables.WebhookConfiguration,
        [("apiregistration.k8s.io", "APIService")] = CommonTables.ApiService,
        [("apps", "ControllerRevision")] = WorkloadTables.ControllerRevision,
        [("apps", "DaemonSet")] = WorkloadTables.DaemonSet,
        [("apps", "Deployment")] = WorkloadTables.Deployment,
        [("apps", "ReplicaSet")] = WorkloadTables.ReplicaSet,
        [("apps", "StatefulSet")] = WorkloadTables.StatefulSet,
        [("autoscaling", "HorizontalPodAutoscaler")] = PolicyTables.HorizontalPodAutoscaler,
        [("autoscaling", "Scale")] = WorkloadTables.Scale,
        [("batch", "CronJob")] = BatchTables.CronJob,
        [("batch", "Job")] = BatchTables.Job,
        [("certificates.k8s.io", "CertificateSigningRequest")] = AccessTables.CertificateSigningRequest,
        [("coordination.k8s.io", "Lease")] = NodeTables.Lease,
        [("discovery.k8s.io", "EndpointSlice")] = ServiceTables.EndpointSlice,
        [("events.k8s.io", "Event")] = EventTable.Event,
        [("flowcontrol.apiserver.k8s.io", "FlowSchema")] = PolicyTables.FlowSchema,
        [("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration")] = PolicyTables.PriorityLevelConfiguration,
        [("networking.k8s.io", "IPAddress")] = NetworkTables.IpAddress,
        [("networking.k8s.io", "Ingress")] = NetworkTables.Ingress,
        [("networking.k8s.io", "IngressClass")] = NetworkTables.IngressClass,
        [("networking.k8s.io", "NetworkPolicy")] = NetworkTables.NetworkPolicy,
        [("networking.k8s.io", "ServiceCIDR")] = NetworkTables.ServiceCidr,
        [("node.k8s.io", "RuntimeClass")] = NodeTables.RuntimeClass,
        [("policy", "PodDisruptionBudget")] = PolicyTables.PodDisruptionBudget,
        [("rbac.authorization.k8s.io", "ClusterRoleBinding")] = AccessTables.RoleBinding,
        [("rbac.authorization.k8s.io", "RoleBinding")] = AccessTables.RoleBinding,
        [("resource.k8s.io", "DeviceClass")] = CommonTables.NameAndAge,
        [("resource.k8s.io", "ResourceClaim")] = NodeTables.ResourceClaim,
        [("resource.k8s.io", "ResourceClaimTemplate")] = CommonTables.NameAndAge,
        [("resource.k8s.io", "ResourceSlice")] = NodeTables.ResourceSlice,
        [("scheduling.k8s.io", "PriorityClass")] = PolicyTables.PriorityClass,
        [("storage.k8s.io", "CSIDriver")] = StorageTables.CsiDriver,
        [("storage.k8s.io", "CSINode")] = StorageTables.CsiNode,
        [("storage.k8s.io", "CSIStorageCapacity")] = StorageTables.CsiStorageCapacity,
        [("storage.k8s.io", "StorageClass")] = StorageTables.StorageClass,
        [("storage.k8s.io", "VolumeAttachment")] = StorageTables.VolumeAttachment,
        [("storage.k8s.io", "VolumeAttributesClass")] = StorageTables.VolumeAttributesClass,
    }.ToFrozenDictionary();

    public static TableDefinition For(ResourceDefinition resource) => resource.Custom?.Table ?? For(resource.Kind);

    /// <summary>The table of a kind, such as that of a subresource; name and creation time where there is none of its own.</summary>
    public static TableDefinition For(GroupVersionKind kind) => ByKind.GetValueOrDefault((kind.Group, kind.Kind), CommonTables.Default);
}
