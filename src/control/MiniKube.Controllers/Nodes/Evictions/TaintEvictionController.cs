using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.Nodes.Evictions;

/// <summary>Wires the controller that deletes pods by the taints of their nodes. Keyed by pod.</summary>
internal static class TaintEvictionController
{
    public static IController Create(ControllerContext context)
    {
        var queue = new WorkQueue<NamespacedName>(context.Time);
        var nodes = context.Informers.For<V1Node>();
        var pods = context.Informers.For<V1Pod>();
        pods.AddIndex(NodeLifecycleController.NodeIndex, pod => pod.IsScheduled ? [pod.Spec.NodeName] : []);
        pods.AddHandler(LookAtPod, (_, pod) => LookAtPod(pod), pod => queue.Add(pod.Key));
        nodes.AddHandler(node => LookAtNode(null, node), LookAtNode, null);
        var reconciler = new TaintEvictionReconciler(
            context.ApiFor(NodeLifecycleController.Account), context.NewRecorder(NodeLifecycleController.Account), nodes, pods, context.Time);
        return new ControllerLoop<NamespacedName>("taint-eviction-controller", context, queue, reconciler, nodes, pods);

        void LookAtPod(V1Pod pod)
        {
            if (pod.IsScheduled
                && nodes.Get(new NamespacedName("", pod.Spec.NodeName)) is { } node
                && EvictionPlanner.EvictingTaints(node).Any())
            {
                queue.Add(pod.Key);
            }
        }

        // Most changes of a node are heartbeats.
        void LookAtNode(V1Node? before, V1Node node)
        {
            var had = before is not null && EvictionPlanner.EvictingTaints(before).Any();
            if (!had && !EvictionPlanner.EvictingTaints(node).Any())
            {
                return;
            }

            foreach (var pod in pods.ByIndex(NodeLifecycleController.NodeIndex, node.Metadata.Name))
            {
                queue.Add(pod.Key);
            }
        }
    }
}
