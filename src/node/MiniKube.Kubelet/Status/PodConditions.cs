using k8s.Models;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Status;

/// <summary>Makes the conditions that the kubelet owns; all others are left as they are.</summary>
internal static class PodConditions
{
    public static IList<V1PodCondition> Build(PodObservation observation, V1PodStatus status)
    {
        var pod = observation.Snapshot.Pod;
        var conditions = new ConditionList(observation.Previous?.Conditions ?? [], observation.Snapshot.Now, pod.Metadata.Generation);
        var hasSandbox = observation.Snapshot.Runtime.ReadySandbox is not null && observation.Plan.Stage is PodStage.Active;
        var containersReady = ContainersReady(pod, status);

        conditions.Set("PodReadyToStartContainers", hasSandbox);
        conditions.Set("Initialized", Initialized(pod, status));
        conditions.Set("Ready", Ready(pod, containersReady));
        conditions.Set("ContainersReady", containersReady);
        conditions.Set("PodScheduled", isTrue: true);
        var resize = observation.Plan.Resize;
        conditions.SetPassing("PodResizePending", resize is { IsPending: true } ? new ConditionVerdict(true, resize.Reason, resize.Message) : null);
        conditions.SetPassing("PodResizeInProgress", resize is { IsPending: false } ? new ConditionVerdict(true, resize.Reason, resize.Message) : null);
        return conditions.Items;
    }

    private static ConditionVerdict Initialized(V1Pod pod, V1PodStatus status)
    {
        if (status.Phase is PodPhase.Succeeded)
        {
            return new ConditionVerdict(true, "PodCompleted");
        }

        // A regular container that has run proves that initialization is over.
        if ((status.ContainerStatuses ?? []).Any(container => container.State.Running is not null))
        {
            return ConditionVerdict.Ok;
        }

        var incomplete = pod.Inits.Zip(status.InitContainerStatuses ?? [])
            .Where(pair => pair.First.IsSidecar ? pair.Second.Started is not true : !pair.Second.Ready)
            .Select(pair => pair.First.Name)
            .ToList();
        return incomplete.Count == 0
            ? ConditionVerdict.Ok
            : new ConditionVerdict(false, "ContainersNotInitialized", $"containers with incomplete status: [{string.Join(' ', incomplete)}]");
    }

    private static ConditionVerdict ContainersReady(V1Pod pod, V1PodStatus status)
    {
        switch (status.Phase)
        {
            case PodPhase.Succeeded:
                return new ConditionVerdict(false, "PodCompleted");
            case PodPhase.Failed:
                return new ConditionVerdict(false, "PodFailed");
        }

        var unready = (status.ContainerStatuses ?? [])
            .Concat(pod.Inits.Zip(status.InitContainerStatuses ?? []).Where(pair => pair.First.IsSidecar).Select(pair => pair.Second))
            .Where(container => !container.Ready)
            .Select(container => container.Name)
            .ToList();
        return unready.Count == 0
            ? ConditionVerdict.Ok
            : new ConditionVerdict(false, "ContainersNotReady", $"containers with unready status: [{string.Join(' ', unready)}]");
    }

    private static ConditionVerdict Ready(V1Pod pod, ConditionVerdict containersReady)
    {
        if (!containersReady.IsTrue)
        {
            return containersReady;
        }

        var closed = (pod.Spec.ReadinessGates ?? [])
            .Select(gate => gate.ConditionType)
            .Where(type => !IsTrue(pod.Status?.Conditions, type))
            .Select(type => $"corresponding condition of pod readiness gate \"{type}\" does not exist or is not \"True\".")
            .ToList();
        return closed.Count == 0 ? ConditionVerdict.Ok : new ConditionVerdict(false, "ReadinessGatesNotReady", string.Join(", ", closed));
    }

    private static bool IsTrue(IList<V1PodCondition>? conditions, string type) =>
        conditions?.Any(condition => string.Equals(condition.Type, type, StringComparison.Ordinal) && condition.Status is "True") is true;
}
