using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>Decides what to do for one pod, from nothing but the snapshot.</summary>
internal static class PodPlanner
{
    public static PodPlan Plan(PodSnapshot snapshot)
    {
        var cause = CauseOf(snapshot);
        if (cause is not TerminationCause.None)
        {
            return TerminationPlanner.Plan(snapshot, cause);
        }

        return PodAdmission.Check(snapshot) is { } rejection
            ? TerminationPlanner.Plan(snapshot, TerminationCause.Rejected) with { Rejection = rejection }
            : ActivePlanner.Plan(snapshot);
    }

    /// <summary>The moment from which the pod has run too long, if it may run only so long.</summary>
    public static DateTimeOffset? DeadlineOf(V1Pod pod) =>
        pod.Spec.ActiveDeadlineSeconds is { } seconds && pod.Status?.StartTime is { } start
            ? new DateTimeOffset(start.ToUniversalTime(), TimeSpan.Zero).AddSeconds(seconds)
            : null;

    // Later causes are stronger: a finished pod that is deleted must also be removed from the runtime.
    private static TerminationCause CauseOf(PodSnapshot snapshot)
    {
        var cause = snapshot.Cause;
        if (snapshot.Pod.IsDeleted && cause < TerminationCause.Deleted)
        {
            return TerminationCause.Deleted;
        }

        if (cause is not TerminationCause.None)
        {
            return cause;
        }

        if (snapshot.Pod.IsPhaseTerminal || IsFinished(snapshot))
        {
            return TerminationCause.Finished;
        }

        return DeadlineOf(snapshot.Pod) <= snapshot.Now ? TerminationCause.DeadlineExceeded : TerminationCause.None;
    }

    private static bool IsFinished(PodSnapshot snapshot)
    {
        var (pod, runtime) = (snapshot.Pod, snapshot.Runtime);
        if (pod.RestartsAlways || runtime.Containers.IsEmpty)
        {
            return false;
        }

        if (pod.RestartsNever && HasFailedInit(pod, runtime))
        {
            return true;
        }

        // A pod that may not restart does not outlive its sandbox.
        if (pod.RestartsNever && runtime.ReadySandbox is null)
        {
            return !runtime.Containers.Any(container => container.IsRunning);
        }

        return pod.Regulars.All(container => runtime.Latest(container.Name) is { HasExited: true } last && (pod.RestartsNever || last.ExitCode == 0));
    }

    private static bool HasFailedInit(V1Pod pod, PodRuntime runtime) =>
        pod.Inits.Any(container => !container.IsSidecar && runtime.Latest(container.Name) is { HasExited: true, HasSucceeded: false });
}
