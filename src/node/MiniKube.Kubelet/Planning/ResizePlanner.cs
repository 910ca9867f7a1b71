using System.Globalization;
using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>Plans how containers that run come to the cpu and memory that their pod now says (KEP-1287).</summary>
internal static class ResizePlanner
{
    /// <summary>The size that a container has, or had when it ended; empty for one that nobody sized.</summary>
    public static string SizeOf(PodSnapshot snapshot, ContainerRecord container) =>
        container.Size.Length == 0 ? "" : snapshot.MemoryOf(container.Name).Size ?? ReportedSize(snapshot, container) ?? container.Size;

    /// <summary>Has the size that the pod says.</summary>
    public static bool IsSized(PodSnapshot snapshot, V1Container container, ContainerRecord running) =>
        SizeOf(snapshot, running) is var size && (size.Length == 0 || string.Equals(size, ContainerSize.Of(container.Resources), StringComparison.Ordinal));

    /// <summary>What keeps the pod from its new size now, or for ever; null for nothing.</summary>
    /// <param name="snapshot">Of the pod as it is asked for.</param>
    /// <param name="allocated">The pod with what it has been given; the same one when it wants nothing else.</param>
    public static ResizeVerdict? WhyPending(PodSnapshot snapshot, V1Pod allocated)
    {
        if (ReferenceEquals(snapshot.Pod, allocated))
        {
            return null;
        }

        var (asked, given) = (PodShares.Asked(snapshot.Pod), PodShares.Asked(allocated));
        return Whys(snapshot, "cpu", asked.Cpu, given.Cpu, snapshot.Others.Cpu, unitsOfOne: 1000)
            .Concat(Whys(snapshot, "memory", asked.Memory, given.Memory, snapshot.Others.Memory, unitsOfOne: 1))
            .MaxBy(why => why.Reason is ResizeVerdict.Infeasible);
    }

    // What a kubelet before this one has brought the container to is known from the status alone.
    private static string? ReportedSize(PodSnapshot snapshot, ContainerRecord container) =>
        snapshot.Pod.Status.Find(container.Name) is { Resources: { } resources, ContainerID: { } id } && id.EndsWith($"://{container.Id}", StringComparison.Ordinal)
            ? ContainerSize.Of(resources)
            : null;

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

        var memory = snapshot.MemoryOf(container.Name);
        if (draft.Resize is not { IsPending: true })
        {
            draft.Resize = memory.ResizeProblem is { } problem ? new ResizeVerdict(IsPending: false, "Error", problem) : new ResizeVerdict(IsPending: false, "", "");
        }

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
