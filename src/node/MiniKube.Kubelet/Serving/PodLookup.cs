using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.PodWorkers;

namespace MiniKube.Kubelet.Serving;

/// <summary>Finds what requests name. What is not there is told in the words that kubectl's users know.</summary>
internal sealed class PodLookup(PodWorkerPool pool)
{
    public IEnumerable<k8s.Models.V1Pod> Pods => pool.Workers.Select(worker => worker.Pod);

    public PodWorker Pod(string @namespace, string name) =>
        pool.Find(@namespace, name) ?? throw new ServingException(404, $"pod \"{name}\" not found");

    /// <summary>The container to read the log of.</summary>
    public static ContainerRecord Logged(PodWorker worker, string container, bool previous)
    {
        var pod = worker.Pod.Metadata.Name;
        RequireNamed(worker, container);
        if (previous)
        {
            // One that has ended and waits for its restart is itself the one before.
            return worker.LastEnded(container) ?? throw new ServingException(400, $"previous terminated container \"{container}\" in pod \"{pod}\" not found");
        }

        return worker.Runtime.Latest(container) is { Phase: not ContainerPhase.Created } found
            ? found
            : throw new ServingException(400, $"container \"{container}\" in pod \"{pod}\" is waiting to start: {worker.WaitingReasonOf(container)}");
    }

    public static ContainerRecord Running(PodWorker worker, string container)
    {
        RequireNamed(worker, container);
        return worker.Runtime.Latest(container) is { IsRunning: true } found
            ? found
            : throw new ServingException(404, $"container not found (\"{container}\")");
    }

    private static void RequireNamed(PodWorker worker, string container)
    {
        if (worker.Pod.FindContainer(container) is null)
        {
            throw new ServingException(400, $"container {container} is not valid for pod {worker.Pod.Metadata.Name}");
        }
    }
}
