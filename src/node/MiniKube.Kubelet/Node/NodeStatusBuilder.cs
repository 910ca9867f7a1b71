using k8s.Models;
using MiniKube.Kubelet.Status;

namespace MiniKube.Kubelet.Node;

/// <summary>Makes the Node object and its status.</summary>
internal static class NodeStatusBuilder
{
    public static V1Node Node(KubeletOptions options, NodeFacts facts) => new()
    {
        ApiVersion = "v1",
        Kind = "Node",
        Metadata = new V1ObjectMeta { Name = options.NodeName, Labels = Labels(options, facts) },
        Spec = new V1NodeSpec { Taints = options.Taints.IsEmpty ? null : [.. options.Taints] },
    };

    /// <summary>The labels that the kubelet answers for; all others belong to others.</summary>
    public static Dictionary<string, string> Labels(KubeletOptions options, NodeFacts facts)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kubernetes.io/hostname"] = options.NodeName,
            ["kubernetes.io/os"] = "linux",
            ["kubernetes.io/arch"] = facts.Machine.Architecture,
            ["beta.kubernetes.io/os"] = "linux",
            ["beta.kubernetes.io/arch"] = facts.Machine.Architecture,
        };
        foreach (var (key, value) in options.Labels)
        {
            labels[key] = value;
        }

        return labels;
    }

    public static V1NodeStatus Status(KubeletOptions options, NodeObservation observation)
    {
        var facts = observation.Facts;
        return new V1NodeStatus
        {
            Addresses =
            [
                .. facts.Ips.Select(ip => new V1NodeAddress { Type = "InternalIP", Address = ip }),
                new V1NodeAddress { Type = "Hostname", Address = options.NodeName },
            ],
            Capacity = facts.Capacity,
            Allocatable = facts.Allocatable,
            Conditions = Conditions(observation),
            Features = facts.TellsOfFeatures ? new V1NodeFeatures { SupplementalGroupsPolicy = facts.Traits.HasStrictGroups } : null,
            RuntimeHandlers = facts.Handlers.IsEmpty ? null : [.. facts.Handlers.Select(Handler)],
            DaemonEndpoints = new V1NodeDaemonEndpoints { KubeletEndpoint = new V1DaemonEndpoint { Port = observation.Port } },
            Images = observation.Images.IsEmpty ? null : [.. observation.Images],
            NodeInfo = new V1NodeSystemInfo
            {
                Architecture = facts.Machine.Architecture,
                BootID = facts.Machine.BootId,
                ContainerRuntimeVersion = $"{facts.RuntimeName}://{facts.RuntimeVersion}",
                KernelVersion = facts.Machine.KernelVersion,
                KubeProxyVersion = "",
                KubeletVersion = options.Version,
                MachineID = facts.Machine.MachineId,
                OperatingSystem = "linux",
                OsImage = facts.Machine.OsImage,
                SystemUUID = facts.Machine.SystemUuid,
            },
        };
    }

    private static V1NodeRuntimeHandler Handler(Cri.V1.RuntimeHandler handler) => new()
    {
        Name = handler.Name,
        Features = handler.Features is not { } features ? null : new V1NodeRuntimeHandlerFeatures
        {
            RecursiveReadOnlyMounts = features.RecursiveReadOnlyMounts,
            // The node itself cannot give pods users of their own, whatever the runtime can.
            UserNamespaces = false,
        },
    };

    /// <summary>Everything but the times of the heartbeats, to see whether there is something to report.</summary>
    public static string Essence(V1NodeStatus status)
    {
        var still = status with
        {
            Conditions = [.. (status.Conditions ?? []).Select(condition => condition with { LastHeartbeatTime = null })],
        };
        return System.Text.Encoding.UTF8.GetString(Client.Serialization.ModelJson.Serialize(still));
    }

    private static List<V1NodeCondition> Conditions(NodeObservation observation)
    {
        var pressure = observation.Pressure;
        return
        [
            pressure.Memory
                ? Condition(observation, "MemoryPressure", true, "KubeletHasInsufficientMemory", "kubelet has insufficient memory available")
                : Condition(observation, "MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
            pressure.Disk
                ? Condition(observation, "DiskPressure", true, "KubeletHasDiskPressure", "kubelet has disk pressure")
                : Condition(observation, "DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
            pressure.Pids
                ? Condition(observation, "PIDPressure", true, "KubeletHasInsufficientPID", "kubelet has insufficient PID available")
                : Condition(observation, "PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
            observation.Complaint.Length == 0
                ? Condition(observation, "Ready", true, "KubeletReady", "kubelet is posting ready status")
                : Condition(observation, "Ready", false, "KubeletNotReady", observation.Complaint),
        ];
    }

    private static V1NodeCondition Condition(NodeObservation observation, string type, bool isTrue, string reason, string message)
    {
        var status = isTrue ? "True" : "False";
        var old = observation.Previous?.Conditions?.FirstOrDefault(condition => string.Equals(condition.Type, type, StringComparison.Ordinal));
        var now = observation.Now.WholeSecond();
        return new V1NodeCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastHeartbeatTime = now,
            LastTransitionTime = old is not null && string.Equals(old.Status, status, StringComparison.Ordinal) ? old.LastTransitionTime ?? now : now,
        };
    }
}
