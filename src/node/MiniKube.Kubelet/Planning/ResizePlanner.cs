using System.Globalization;
using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>Plans how containers that run come to the cpu and memory that their pod now says (KEP-1287).</summary>
internal static class ResizePlanner
{
    /// <summary>The size that a running container has; empty for one that nobody sized.</summary>
    public static string SizeOf(PodSnapshot snapshot, ContainerRecord running) =>
        running.Size.Length == 0 ? "" : snapshot.MemoryOf(running.Name).Size ?? running.Size;

    /// <summary>Has the size that the pod says.</summary>
    public static bool IsSized(PodSnapshot snapshot, V1Container container, ContainerRecord running) =>
        SizeOf(snapshot, running) is var size && (size.Length == 0 || string.Equals(size, ContainerSize.Of(container), StringComparison.Ordinal));

    /// <summary>What keeps the pod's new size from ever fitting the node; empty for nothing.</summary>
    public static string WhyInfeasible(PodSnapshot snapshot)
    {
        foreach (var name in (string[])["cpu", "memory"])
        {
            var asked = snapshot.Pod.Regulars.Concat(snapshot.Pod.Inits.Where(container => container.IsSidecar))
                .Sum(container => container.Resources?.Requests is { } requests && requests.TryGetValue(name, out var amount) ? amount.ToDecimal() : 0);
            if (snapshot.Allocatable.TryGetValue(name, out var capacity) && asked > capacity)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Node didn't have enough capacity: {name}, requested: {asked:0.###}, capacity: {capacity:0.###}");
            }
        }

        return "";
    }

    /// <summary>Begins what brings the container to its size.</summary>
    /// <returns>False when it must be restarted for it: the caller kills it.</returns>
    public static bool TryPlan(PlanDraft draft, V1Container container, ContainerRecord running)
    {
        var snapshot = draft.Snapshot;
        if (IsSized(snapshot, container, running))
        {
            return true;
        }

        if (WhyInfeasible(snapshot) is { Length: > 0 } why)
        {
            draft.Resize = new ResizeVerdict(IsPending: true, "Infeasible", why);
            return true;
        }

        var memory = snapshot.MemoryOf(container.Name);
        draft.Resize = memory.ResizeProblem is { } problem ? new ResizeVerdict(IsPending: false, "Error", problem) : new ResizeVerdict(IsPending: false, "", "");
        if (ContainerSize.NeedsRestart(container, SizeOf(snapshot, running)))
        {
            return false;
        }

        if (memory.ResizeRetryAt is { } retryAt && retryAt > snapshot.Now)
        {
            draft.WakeAt(retryAt);
            return true;
        }

        draft.Begin(new PodAction.ResizeContainer(running.Id, container.Name));
        return true;
    }
}
