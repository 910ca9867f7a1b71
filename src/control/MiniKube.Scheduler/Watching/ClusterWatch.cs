using k8s.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Scheduler.Binding;
using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Watching;

/// <summary>Keeps the picture of the cluster current, and wakes the pods that a change may help.</summary>
internal sealed class ClusterWatch(ClusterState state, WorkQueue<NamespacedName> queue, PodScheduler scheduler)
{
    public void Attach(IInformer<V1Pod> pods, IInformer<V1Node> nodes)
    {
        // Nodes first: a pod told before its node counts only once the node is told.
        nodes.AddHandler(NodeAdded, NodeUpdated, node => state.RemoveNode(node.Metadata.Name));
        pods.AddHandler(PodSeen, (_, pod) => PodSeen(pod), PodDeleted);
    }

    private void NodeAdded(V1Node node)
    {
        state.SetNode(node);
        WakeWaiting();
    }

    private void NodeUpdated(V1Node before, V1Node after)
    {
        if (NodeChange.Matters(before, after))
        {
            NodeAdded(after);
        }
    }

    private void PodSeen(V1Pod pod)
    {
        if (scheduler.IsMine(pod))
        {
            queue.Add(new NamespacedName(pod.Metadata.NamespaceProperty, pod.Metadata.Name));
        }
        else if (pod.Status?.Phase is "Succeeded" or "Failed")
        {
            PodDeleted(pod);
        }
        else if (!string.IsNullOrEmpty(pod.Spec.NodeName))
        {
            state.SetPod(PodInfo.From(pod), pod.Spec.NodeName);
        }
    }

    private void PodDeleted(V1Pod pod)
    {
        state.RemovePod(pod.Metadata.Uid);
        if (!string.IsNullOrEmpty(pod.Spec.NodeName))
        {
            WakeWaiting();
        }
    }

    private void WakeWaiting()
    {
        foreach (var pod in scheduler.Waiting)
        {
            queue.Add(pod);
        }
    }
}
