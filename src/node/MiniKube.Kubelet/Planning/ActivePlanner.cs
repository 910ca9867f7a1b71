using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>Plans for a pod that may live: one sandbox, init containers in order, then all the others, restarted as the policy says.</summary>
internal static class ActivePlanner
{
    private static readonly TimeSpan NewsPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PullErrorPeriod = TimeSpan.FromSeconds(5);

    public static PodPlan Plan(PodSnapshot snapshot)
    {
        var draft = Begin(snapshot);
        if (PodPlanner.DeadlineOf(snapshot.Pod) is { } deadline)
        {
            draft.WakeAt(deadline);
        }

        if (snapshot.Runtime.ReadySandbox is { } sandbox)
        {
            KillStrays(draft, sandbox.Id);
            PlanEphemerals(draft, sandbox.Id);
            if (PlanInits(draft, sandbox.Id))
            {
                foreach (var container in draft.Snapshot.Pod.Regulars)
                {
                    PlanLasting(draft, container, sandbox.Id);
                }
            }
        }
        else
        {
            PlanSandbox(draft);
        }

        DropLeftovers(draft);
        return draft.Finish(PodStage.Active, TerminationCause.None);
    }

    /// <summary>While a resize is pending all goes on with what the pod has been given: a container that restarts does not take more.</summary>
    private static PlanDraft Begin(PodSnapshot snapshot)
    {
        var given = PodAllocation.Of(snapshot);
        var why = ResizePlanner.WhyPending(snapshot, given);
        return new PlanDraft(why is null ? snapshot : snapshot with { Pod = given }) { Resize = why };
    }

    private static void PlanSandbox(PlanDraft draft)
    {
        var snapshot = draft.Snapshot;
        KillStrays(draft, sandboxId: "");
        foreach (var container in snapshot.Pod.Regulars)
        {
            draft.Wait(container.Name, snapshot.SandboxProblem);
        }

        if (snapshot.Runtime.Containers.Any(container => container.IsRunning))
        {
            return;
        }

        if (snapshot.SandboxRetryAt is { } retryAt && retryAt > snapshot.Now)
        {
            draft.WakeAt(retryAt);
            return;
        }

        var attempt = snapshot.Runtime.Sandboxes is [var newest, ..] ? newest.Attempt + 1 : 0;
        draft.Begin(new PodAction.CreateSandbox(attempt));
    }

    /// <summary>Containers that run in a sandbox that is not the pod's any more have lost their network and must go.</summary>
    private static void KillStrays(PlanDraft draft, string sandboxId)
    {
        foreach (var stray in draft.Snapshot.Runtime.Containers)
        {
            if (stray.IsRunning && !string.Equals(stray.SandboxId, sandboxId, StringComparison.Ordinal))
            {
                Kill(draft, stray, "Pod sandbox changed, it will be killed and re-created.");
            }
        }
    }

    /// <summary>They come before the others, so that a pod can be debugged whose init containers fail. One that has run is over, whatever came of it.</summary>
    private static void PlanEphemerals(PlanDraft draft, string sandboxId)
    {
        var snapshot = draft.Snapshot;
        foreach (var container in snapshot.Pod.Ephemerals)
        {
            if (snapshot.Runtime.Latest(container.Name) is null && snapshot.Pod.Status.Find(container.Name) is not { ContainerID.Length: > 0 })
            {
                Start(draft, container, sandboxId, endedAt: null);
            }
        }
    }

    /// <summary>True when the regular containers may run.</summary>
    private static bool PlanInits(PlanDraft draft, string sandboxId)
    {
        var (pod, runtime) = (draft.Snapshot.Pod, draft.Snapshot.Runtime);
        // A regular container in this sandbox proves that initialization was over, even if the init containers' records are gone.
        var isInitialized = pod.Regulars.Any(container => runtime.Latest(container.Name, sandboxId) is not null);
        foreach (var container in pod.Inits)
        {
            if (container.IsSidecar)
            {
                var isStarted = PlanLasting(draft, container, sandboxId);
                if (!isInitialized && !isStarted)
                {
                    return false;
                }
            }
            else if (!isInitialized && !PlanInit(draft, container, sandboxId))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when the init container has done its work.</summary>
    private static bool PlanInit(PlanDraft draft, V1Container container, string sandboxId)
    {
        switch (draft.Snapshot.Runtime.Latest(container.Name, sandboxId))
        {
            case { HasSucceeded: true }:
                return true;
            case null:
                // An init container that ran in an earlier sandbox runs again at once: its work was for that sandbox.
                Start(draft, container, sandboxId, endedAt: null);
                return false;
            case { IsRunning: true }:
                return false;
            case { Phase: ContainerPhase.Unknown } lost:
                Kill(draft, lost, "Container is in unknown state, try killing it before restart");
                return false;
            case { } ended:
                if (!draft.Snapshot.Pod.RestartsNever)
                {
                    Start(draft, container, sandboxId, ended.FinishedAt ?? ended.CreatedAt);
                }

                return false;
        }
    }

    /// <summary>Keeps a regular container or a sidecar running; true once it has started and is as it should be.</summary>
    private static bool PlanLasting(PlanDraft draft, V1Container container, string sandboxId)
    {
        var snapshot = draft.Snapshot;
        switch (snapshot.Runtime.Latest(container.Name))
        {
            case null:
                Start(draft, container, sandboxId, endedAt: null);
                return false;
            case { IsRunning: true } running when string.Equals(running.SandboxId, sandboxId, StringComparison.Ordinal):
                return KeepRunning(draft, container, running);
            case { IsRunning: true }:
                return false;
            case { Phase: ContainerPhase.Unknown } lost:
                Kill(draft, lost, "Container is in unknown state, try killing it before restart");
                return false;
            case { } ended when container.IsSidecar || Restarts(snapshot.Pod, ended):
                Start(draft, container, sandboxId, ended.FinishedAt ?? ended.CreatedAt);
                return false;
            default:
                return true;
        }
    }

    private static bool KeepRunning(PlanDraft draft, V1Container container, ContainerRecord running)
    {
        var health = draft.Snapshot.HealthOf(running);
        if (running.Hash.Length > 0 && !string.Equals(running.Hash, ContainerHash.Of(container), StringComparison.Ordinal))
        {
            Kill(draft, running, $"Container {container.Name} definition changed, will be restarted");
            return false;
        }

        if (health.FailedProbe is { } probe)
        {
            Kill(draft, running, $"Container {container.Name} failed {probe} probe, will be restarted", health.GraceSeconds);
            return false;
        }

        if (!ResizePlanner.TryPlan(draft, container, running))
        {
            Kill(draft, running, $"Container {container.Name} resize requires restart");
            return false;
        }

        return health.IsStarted && !draft.IsBusy(PodAction.StartKey);
    }

    private static bool Restarts(V1Pod pod, ContainerRecord ended) =>
        ended.Phase is ContainerPhase.Created || pod.RestartsAlways || (!pod.RestartsNever && ended.ExitCode != 0);

    private static void Start(PlanDraft draft, V1Container container, string sandboxId, DateTimeOffset? endedAt)
    {
        var snapshot = draft.Snapshot;
        var memory = snapshot.MemoryOf(container.Name);
        draft.Wait(container.Name, WhyWaiting(draft, container, memory));
        if (endedAt is { } end && RestartBackOff.HeldUntil(memory.Restart, end) is var heldUntil && heldUntil > snapshot.Now)
        {
            // Right after a failed start its reason is news; later the loop is.
            var isNews = memory.Waiting is not null && memory.Restart!.Delay <= NewsPeriod;
            draft.Wait(container.Name, isNews ? memory.Waiting : CrashLoop(snapshot.Pod, container, memory.Restart!.Delay));
            draft.WakeAt(heldUntil);
            return;
        }

        if (memory.RetryAt is { } retryAt && retryAt > snapshot.Now)
        {
            draft.WakeAt(retryAt);
            return;
        }

        var backOff = endedAt is { } ended ? RestartBackOff.Next(memory.Restart, ended, snapshot.Now) : memory.Restart;
        draft.Begin(new PodAction.StartContainer(container.Name, sandboxId, NextAttempt(snapshot, container.Name), backOff));
    }

    /// <summary>A pull that failed is told as such for a while, then as waiting for the next try.</summary>
    private static WaitingReason? WhyWaiting(PlanDraft draft, V1Container container, ContainerMemory memory)
    {
        if (memory is not { Waiting: { Reason: WaitingReason.ErrImagePull } failure, FailedAt: { } failedAt })
        {
            return memory.Waiting;
        }

        var turnsAt = failedAt + PullErrorPeriod;
        draft.WakeAt(turnsAt);
        return draft.Snapshot.Now < turnsAt
            ? failure
            : new WaitingReason(WaitingReason.ImagePullBackOff, $"Back-off pulling image \"{container.Image}\": {WaitingReason.ErrImagePull}: {failure.Message}");
    }

    private static WaitingReason CrashLoop(V1Pod pod, V1Container container, TimeSpan delay)
    {
        var span = delay.TotalMinutes >= 1 ? $"{(int)delay.TotalMinutes}m{delay.Seconds}s" : $"{delay.Seconds}s";
        var name = $"{pod.Metadata.Name}_{pod.Metadata.NamespaceProperty}({pod.Metadata.Uid})";
        return new WaitingReason(WaitingReason.CrashLoopBackOff, $"back-off {span} restarting failed container={container.Name} pod={name}");
    }

    // The runtime may have lost its records (a new disk, a cleaned node): then the count goes on from the status.
    private static int NextAttempt(PodSnapshot snapshot, string name) =>
        snapshot.Runtime.Latest(name) is { } last
            ? last.Attempt + 1
            : snapshot.Pod.Status.Find(name) is { ContainerID: { Length: > 0 } } status ? status.RestartCount + 1 : 0;

    private static void Kill(PlanDraft draft, ContainerRecord container, string message, long? graceSeconds = null) =>
        draft.Begin(new PodAction.KillContainer(
            container.Id,
            container.Name,
            Math.Max(1, graceSeconds ?? draft.Snapshot.Pod.Spec.TerminationGracePeriodSeconds ?? PodFacts.DefaultGraceSeconds),
            message));

    /// <summary>Of each name the newest container and the one before (for its log) are kept; of old sandboxes those that still hold such a container.</summary>
    private static void DropLeftovers(PlanDraft draft)
    {
        var runtime = draft.Snapshot.Runtime;
        var outdated = runtime.Containers
            .GroupBy(container => container.Name, StringComparer.Ordinal)
            .SelectMany(sameName => sameName.Skip(2))
            .Where(container => !container.IsRunning);
        foreach (var container in outdated)
        {
            draft.Begin(new PodAction.RemoveContainer(container.Id));
        }

        foreach (var sandbox in runtime.Sandboxes.Where(sandbox => !sandbox.IsReady && runtime.ReadySandbox is not null))
        {
            if (!runtime.Containers.Any(container => string.Equals(container.SandboxId, sandbox.Id, StringComparison.Ordinal)))
            {
                draft.Begin(new PodAction.RemoveSandbox(sandbox.Id));
            }
        }
    }
}
