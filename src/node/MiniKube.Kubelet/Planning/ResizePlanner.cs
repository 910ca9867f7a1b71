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

    /// <summary>What keeps the pod from its new size now, or for ever; null for nothing.</summary>
    public static ResizeVerdict? WhyPending(PodSnapshot snapshot)
    {
        var (asked, given) = (PodShares.Asked(snapshot.Pod), PodShares.Given(snapshot));
        return Whys(snapshot, "cpu", asked.Cpu, given.Cpu, snapshot.Others.Cpu, unitsOfOne: 1000)
            .Concat(Whys(snapshot, "memory", asked.Memory, given.Memory, snapshot.Others.Memory, unitsOfOne: 1))
            .MaxBy(why => why.Reason is ResizeVerdict.Infeasible);
    }

    // Upstream's words, with cpu in thousandths. Who asks for less is never held up by others.
    private static IEnumerable<ResizeVerdict> Whys(PodSnapshot snapshot, string name, decimal asked, decimal given, decimal others, int unitsOfOne)
    {
        if (!snapshot.Allocatable.TryGetValue(name, out var capacity))
        {
            yield break;
        }

        var (requested, used, all) = ((long)(asked * unitsOfOne), (long)(others * unitsOfOne), (long)(capacity * unitsOfOne));
        if (asked > capacity)
        {
            yield return Pending(ResizeVerdict.Infeasible, $"Node didn't have enough capacity: {name}, requested: {requested}, capacity: {all}");
        }
        else if (asked > given && asked > capacity - others)
        {
            yield return Pending(ResizeVerdict.Deferred, $"Node didn't have enough resource: {name}, requested: {requested}, used: {used}, capacity: {all}");
        }
    }

    private static ResizeVerdict Pending(string reason, FormattableString message) =>
        new(IsPending: true, reason, message.ToString(CultureInfo.InvariantCulture));

    /// <summary>Begins what brings the container to its size.</summary>
    /// <returns>False when it must be restarted for it: the caller kills it.</returns>
    public static bool TryPlan(PlanDraft draft, V1Container container, ContainerRecord running)
    {
        var snapshot = draft.Snapshot;
        if (IsSized(snapshot, container, running))
        {
            return true;
        }

        if (WhyPending(snapshot) is { } why)
        {
            draft.Resize = why;
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
