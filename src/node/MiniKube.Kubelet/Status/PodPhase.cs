using k8s.Models;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Status;

/// <summary>Sums a pod up in one word.</summary>
internal static class PodPhase
{
    public const string Pending = "Pending";
    public const string Running = "Running";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";

    /// <summary><paramref name="isOver"/>: no container will be started again.</summary>
    public static string Of(V1Pod pod, IList<V1ContainerStatus> inits, IList<V1ContainerStatus> regulars, bool isOver)
    {
        var waitsForInit = pod.Inits.Zip(inits).Any(pair => IsPending(pair.First, pair.Second));
        var hasFailedInit = pod.Inits.Zip(inits).Any(pair => !pair.First.IsSidecar && pair.Second.State.Terminated is { ExitCode: not 0 });
        if (hasFailedInit && (pod.RestartsNever || isOver))
        {
            return Failed;
        }

        var running = regulars.Count(status => status.State.Running is not null);
        var ended = regulars.Select(EndOf).OfType<V1ContainerStateTerminated>().ToList();
        if (isOver && running == 0)
        {
            return ended.Count == regulars.Count && ended.All(end => end.ExitCode == 0) ? Succeeded : Failed;
        }

        if (waitsForInit && running == 0)
        {
            return Pending;
        }

        if (running + ended.Count < regulars.Count)
        {
            return Pending;
        }

        if (running > 0 || pod.RestartsAlways)
        {
            return Running;
        }

        return ended.All(end => end.ExitCode == 0) ? Succeeded : pod.RestartsNever ? Failed : Running;
    }

    private static bool IsPending(V1Container container, V1ContainerStatus status) => container.IsSidecar
        ? status.Started is not true
        : status.State.Terminated is not { ExitCode: 0 };

    // One that waits for its restart has ended before.
    private static V1ContainerStateTerminated? EndOf(V1ContainerStatus status) =>
        status.State.Terminated ?? (status.State.Waiting is not null ? status.LastState?.Terminated : null);
}
