using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>Plans the end of a pod: the containers, then the sidecars in reverse order, then the sandbox; and all traces when the API lets go of it.</summary>
internal static class TerminationPlanner
{
    /// <summary>Sidecars always get a moment to end in order, even when the others used up the grace period.</summary>
    private const long SidecarGraceSecondsMin = 2;

    public static PodPlan Plan(PodSnapshot snapshot, TerminationCause cause)
    {
        var draft = new PlanDraft(snapshot);
        var isSettled = KillContainers(draft) && StopSandboxes(draft);
        if (!isSettled)
        {
            return draft.Finish(PodStage.Terminating, cause);
        }

        if (cause is TerminationCause.Deleted or TerminationCause.Removed)
        {
            RemoveAll(draft);
        }

        return draft.Finish(PodStage.Stopped, cause);
    }

    /// <summary>True when nothing runs and nothing is about to.</summary>
    private static bool KillContainers(PlanDraft draft)
    {
        var (pod, runtime) = (draft.Snapshot.Pod, draft.Snapshot.Runtime);
        var alive = runtime.Containers.Where(container => container.Phase is ContainerPhase.Running or ContainerPhase.Unknown).ToList();
        if (alive.Count == 0)
        {
            return !draft.IsBusy(PodAction.StartKey) && !draft.IsBusy(PodAction.SandboxKey);
        }

        var sidecars = pod.Inits.Where(container => container.IsSidecar).Select(container => container.Name).ToList();
        var mains = alive.Where(container => !sidecars.Contains(container.Name, StringComparer.Ordinal)).ToList();
        foreach (var main in mains)
        {
            Kill(draft, main, GraceOf(pod, main));
        }

        if (mains.Count == 0)
        {
            var last = alive.MaxBy(container => sidecars.IndexOf(container.Name))!;
            // Its grace shrinks with time, so a kill under way must not look slow only because it began earlier.
            if (!draft.Snapshot.Running.Any(key => key.StartsWith($"kill/{last.Id}/", StringComparison.Ordinal)))
            {
                Kill(draft, last, Math.Max(SidecarGraceSecondsMin, RemainingGrace(draft.Snapshot, GraceOf(pod, last))));
            }
        }

        return false;
    }

    private static long GraceOf(V1Pod pod, ContainerRecord container) =>
        Math.Max(1, pod.Metadata.DeletionGracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? container.GraceSeconds ?? PodFacts.DefaultGraceSeconds);

    private static long RemainingGrace(PodSnapshot snapshot, long graceSeconds) =>
        snapshot.TerminatingSince is { } since ? graceSeconds - (long)(snapshot.Now - since).TotalSeconds : graceSeconds;

    private static void Kill(PlanDraft draft, ContainerRecord container, long graceSeconds)
    {
        // A kill under way is left alone, unless the pod must now go faster than it was told.
        var under = $"kill/{container.Id}/";
        var isSlower = draft.Snapshot.Running
            .Where(key => key.StartsWith(under, StringComparison.Ordinal))
            .All(key => long.Parse(key.AsSpan(under.Length)) > graceSeconds);
        if (isSlower)
        {
            draft.Begin(new PodAction.KillContainer(container.Id, container.Name, graceSeconds, $"Stopping container {container.Name}"));
        }
    }

    private static bool StopSandboxes(PlanDraft draft)
    {
        var ready = draft.Snapshot.Runtime.Sandboxes.Where(sandbox => sandbox.IsReady).ToList();
        foreach (var sandbox in ready)
        {
            draft.Begin(new PodAction.StopSandbox(sandbox.Id));
        }

        return ready.Count == 0;
    }

    // The runtime removes a sandbox together with its containers.
    private static void RemoveAll(PlanDraft draft)
    {
        var runtime = draft.Snapshot.Runtime;
        foreach (var sandbox in runtime.Sandboxes)
        {
            draft.Begin(new PodAction.RemoveSandbox(sandbox.Id));
        }

        foreach (var container in runtime.Containers)
        {
            if (!runtime.Sandboxes.Any(sandbox => string.Equals(sandbox.Id, container.SandboxId, StringComparison.Ordinal)))
            {
                draft.Begin(new PodAction.RemoveContainer(container.Id));
            }
        }
    }
}
