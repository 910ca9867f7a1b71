using k8s.Models;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Status;

/// <summary>Makes the status that the API should show for a pod.</summary>
internal static class PodStatusBuilder
{
    public static V1PodStatus Build(PodObservation observation)
    {
        var (snapshot, before) = (observation.Snapshot, observation.Previous);
        if (observation.Plan.Rejection is { } rejection)
        {
            return Rejected(snapshot, before, rejection);
        }

        var builder = new ContainerStatusBuilder(observation);
        var allocated = observation.Plan.Pod ?? PodAllocation.Of(snapshot);
        var inits = allocated.Inits.Select(builder.Build).ToList();
        var regulars = allocated.Regulars.Select(builder.Build).ToList();
        var ephemerals = snapshot.Pod.Ephemerals.Select(container => builder.Build(container) with { Ready = false, Started = null }).ToList();
        var ips = Ips(observation);
        var status = new V1PodStatus
        {
            ObservedGeneration = snapshot.Pod.Metadata.Generation,
            Phase = Phase(observation, inits, regulars),
            Reason = before?.Reason,
            Message = before?.Message,
            StartTime = before?.StartTime ?? snapshot.Now.WholeSecond(),
            QosClass = before?.QosClass ?? PodQos.Of(snapshot.Pod),
            HostIP = observation.NodeIps.FirstOrDefault() ?? before?.HostIP,
            HostIPs = observation.NodeIps.IsEmpty ? before?.HostIPs : [.. observation.NodeIps.Select(ip => new V1HostIP { Ip = ip })],
            PodIP = ips is [var first, ..] ? first : null,
            PodIPs = ips.Count > 0 ? [.. ips.Select(ip => new V1PodIP { Ip = ip })] : null,
            InitContainerStatuses = inits.Count > 0 ? inits : null,
            ContainerStatuses = regulars,
            EphemeralContainerStatuses = ephemerals.Count > 0 ? ephemerals : null,
            NominatedNodeName = before?.NominatedNodeName,
            ResourceClaimStatuses = before?.ResourceClaimStatuses,
        };
        if (observation.Plan.Cause is TerminationCause.DeadlineExceeded)
        {
            status.Reason = "DeadlineExceeded";
            status.Message = "Pod was active on the node longer than the specified deadline";
        }

        status.Conditions = PodConditions.Build(observation, status);
        return status;
    }

    // Of a pod that never began there is nothing more to say.
    private static V1PodStatus Rejected(PodSnapshot snapshot, V1PodStatus? before, PodRejection rejection) => new()
    {
        ObservedGeneration = snapshot.Pod.Metadata.Generation,
        Phase = PodPhase.Failed,
        Reason = rejection.Reason,
        Message = $"Pod was rejected: {rejection.Message}",
        StartTime = snapshot.Now.WholeSecond(),
        QosClass = before?.QosClass ?? PodQos.Of(snapshot.Pod),
        Conditions = before?.Conditions,
        NominatedNodeName = before?.NominatedNodeName,
        ResourceClaimStatuses = before?.ResourceClaimStatuses,
    };

    private static string Phase(PodObservation observation, List<V1ContainerStatus> inits, List<V1ContainerStatus> regulars)
    {
        // An end is final.
        if (observation.Previous is { Phase: PodPhase.Succeeded or PodPhase.Failed } before)
        {
            return before.Phase;
        }

        var isOver = observation.Plan.Stage is PodStage.Stopped;
        if (isOver && observation.Plan.Cause is TerminationCause.DeadlineExceeded)
        {
            return PodPhase.Failed;
        }

        var phase = PodPhase.Of(observation.Snapshot.Pod, inits, regulars, isOver);
        // While anything still runs, sidecars too, the pod is not over: a controller must not replace it yet.
        return phase is PodPhase.Succeeded or PodPhase.Failed && !isOver
            ? observation.Previous?.Phase ?? PodPhase.Running
            : phase;
    }

    private static List<string> Ips(PodObservation observation)
    {
        if (observation.Snapshot.Pod.UsesHostNetwork)
        {
            return observation.Snapshot.Runtime.IsGone ? [] : [.. observation.NodeIps];
        }

        return observation.Snapshot.Runtime.ReadySandbox is { Ips.IsEmpty: false } sandbox
            ? [.. sandbox.Ips]
            // The address of a pod that ended stays readable, as with upstream.
            : [.. (observation.Previous?.PodIPs ?? []).Select(ip => ip.Ip)];
    }
}
