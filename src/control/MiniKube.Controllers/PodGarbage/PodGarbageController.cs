using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.PodGarbage;

/// <summary>Wires the controller that removes the pods of nodes that are no more. Keyed by node.</summary>
internal static class PodGarbageController
{
    public static IController Create(ControllerContext context)
    {
        var queue = new WorkQueue<string>(context.Time);
        var nodes = context.Informers.For<V1Node>();
        var pods = context.Informers.For<V1Pod>();
        pods.AddIndex(PodGarbageReconciler.NodeIndex, pod => pod.IsScheduled ? [pod.Spec.NodeName] : []);
        nodes.AddHandler(node => queue.Add(node.Metadata.Name), null, node => queue.Add(node.Metadata.Name));
        pods.AddHandler(Look, (_, pod) => Look(pod), null);
        var reconciler = new PodGarbageReconciler(context.ApiFor("pod-garbage-collector"), nodes, pods, context.Time);
        return new ControllerLoop<string>("pod-garbage-collector", context, queue, reconciler, nodes, pods);

        void Look(V1Pod pod)
        {
            if (pod.IsScheduled && nodes.Get(new NamespacedName("", pod.Spec.NodeName)) is null)
            {
                queue.Add(pod.Spec.NodeName);
            }
        }
    }
}
