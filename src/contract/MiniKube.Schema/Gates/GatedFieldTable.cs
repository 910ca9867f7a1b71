using System.Collections.Frozen;

namespace MiniKube.Schema.Gates;

/// <summary>
/// The fields of features that Kubernetes 1.34 has and does not turn on. A line: the kind, the feature gate, the paths.
/// A line is what is in use or not as one: an object that has one of its fields may be given the others.
/// <c>pod</c> stands for the pods in all kinds, <c>*</c> for the three lists of containers, <c>[]</c> for a list's items,
/// <c>{}</c> for a map's values; <c>?</c> follows an object that goes when nothing is left in it, <c>^</c> comes before a field
/// that takes what it stands in along, <c>!</c> before the value that is free for everybody.
/// </summary>
internal static class GatedFieldTable
{
    private const string Lines = """
        pod ClusterTrustBundleProjection volumes[].projected.sources[].clusterTrustBundle
        pod ContainerRestartRules *[].restartPolicyRules containers[].restartPolicy ephemeralContainers[].restartPolicy initContainers[].restartPolicy!Always
        pod ContainerStopSignals *[].lifecycle?.stopSignal
        pod EnvFiles *[].env[].valueFrom.fileKeyRef
        pod HostnameOverride hostnameOverride
        pod ImageVolume volumes[].^image
        pod PodCertificateRequest volumes[].projected.sources[].podCertificate
        /Pod DRAExtendedResource status.extendedResourceClaimStatus
        /Pod ResourceHealthStatus status.containerStatuses[].allocatedResourcesStatus status.initContainerStatuses[].allocatedResourcesStatus status.ephemeralContainerStatuses[].allocatedResourcesStatus
        /Node DynamicKubeletConfig spec.configSource
        /Node DynamicKubeletConfig status.config
        /PersistentVolumeClaim CrossNamespaceVolumeDataSource spec.dataSourceRef.^namespace
        apps/Deployment DeploymentReplicaSetTerminatingReplicas status.terminatingReplicas
        apps/ReplicaSet DeploymentReplicaSetTerminatingReplicas status.terminatingReplicas
        apps/StatefulSet MaxUnavailableStatefulSet spec.updateStrategy.rollingUpdate.maxUnavailable
        autoscaling/HorizontalPodAutoscaler HPAConfigurableTolerance spec.behavior.scaleUp.tolerance spec.behavior.scaleDown.tolerance
        coordination.k8s.io/Lease CoordinatedLeaderElection spec.strategy
        coordination.k8s.io/Lease CoordinatedLeaderElection spec.preferredHolder
        storage.k8s.io/CSIDriver MutableCSINodeAllocatableCount spec.nodeAllocatableUpdatePeriodSeconds
        storage.k8s.io/VolumeAttachment MutableCSINodeAllocatableCount status.attachError.errorCode
        storage.k8s.io/VolumeAttachment MutableCSINodeAllocatableCount status.detachError.errorCode
        resource.k8s.io/DeviceClass DRAExtendedResource spec.extendedResourceName
        resource.k8s.io/ResourceClaim DRADeviceTaints spec.devices.requests[].exactly.tolerations spec.devices.requests[].firstAvailable[].tolerations
        resource.k8s.io/ResourceClaim DRAConsumableCapacity spec.devices.constraints[].distinctAttribute spec.devices.requests[].exactly.capacity spec.devices.requests[].firstAvailable[].capacity status.allocation.devices.results[].shareID status.allocation.devices.results[].consumedCapacity status.devices[].shareID
        resource.k8s.io/ResourceClaim DRADeviceBindingConditions status.allocation.devices.results[].bindingConditions status.allocation.devices.results[].bindingFailureConditions
        resource.k8s.io/ResourceClaimTemplate DRAConsumableCapacity spec.spec.devices.constraints[].distinctAttribute spec.spec.devices.requests[].exactly.capacity spec.spec.devices.requests[].firstAvailable[].capacity
        resource.k8s.io/ResourceSlice DRADeviceTaints spec.devices[].taints
        resource.k8s.io/ResourceSlice DRAPartitionableDevices spec.sharedCounters spec.perDeviceNodeSelection spec.devices[].consumesCounters spec.devices[].nodeName spec.devices[].nodeSelector spec.devices[].allNodes
        resource.k8s.io/ResourceSlice DRADeviceBindingConditions spec.devices[].bindsToNode spec.devices[].bindingConditions spec.devices[].bindingFailureConditions
        resource.k8s.io/ResourceSlice DRAConsumableCapacity spec.devices[].allowMultipleAllocations spec.devices[].capacity{}.requestPolicy
        """;

    private static readonly string[] ContainerLists = ["containers[]", "initContainers[]", "ephemeralContainers[]"];

    private static readonly (string Kind, string PodSpec)[] Pods =
    [
        ("/Pod", "spec"),
        ("/PodTemplate", "template.spec"),
        ("/ReplicationController", "spec.template.spec"),
        ("apps/DaemonSet", "spec.template.spec"),
        ("apps/Deployment", "spec.template.spec"),
        ("apps/ReplicaSet", "spec.template.spec"),
        ("apps/StatefulSet", "spec.template.spec"),
        ("batch/Job", "spec.template.spec"),
        ("batch/CronJob", "spec.jobTemplate.spec.template.spec"),
    ];

    /// <summary>The paths of the kinds: what is in use as one has one number.</summary>
    public static FrozenDictionary<(string Group, string Kind), GatedNode> Read()
    {
        var kinds = new Dictionary<string, GatedNode>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in Lines.Split('\n'))
        {
            var words = line.TrimEnd('\r').Split(' ');
            foreach (var (kind, prefix) in words[0] == "pod" ? Pods.Select(pod => (pod.Kind, $"{pod.PodSpec}.")) : [(words[0], "")])
            {
                foreach (var path in words.Skip(2).SelectMany(Spread))
                {
                    Root(kinds, kind).Add($"{prefix}{path}".Split('.'), number);
                }
            }

            number++;
        }

        return kinds.ToFrozenDictionary(kind => (kind.Key.Split('/')[0], kind.Key.Split('/')[1]), kind => kind.Value);
    }

    private static GatedNode Root(Dictionary<string, GatedNode> kinds, string kind) =>
        kinds.TryGetValue(kind, out var root) ? root : kinds[kind] = new GatedNode("");

    private static IEnumerable<string> Spread(string path) =>
        path.StartsWith("*[]", StringComparison.Ordinal) ? ContainerLists.Select(list => $"{list}{path[3..]}") : [path];
}
