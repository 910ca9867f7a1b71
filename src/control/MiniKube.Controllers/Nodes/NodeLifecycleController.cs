using MiniKube.Api.Models;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.Nodes;

/// <summary>Wires the controller that watches over nodes. Keyed by node.</summary>
internal static class NodeLifecycleController
{
    public const string NodeIndex = "lifecycle/node";

    /// <summary>The service account of the node controllers.</summary>
    public const string Account = "node-controller";

    public static IController Create(ControllerContext context)
    {
        var queue = new WorkQueue<string>(context.Time);
        var nodes = context.Informers.For<V1Node>();
        var pods = context.Informers.For<V1Pod>();
        var leases = context.Informers.For<V1Lease>(new InformerScope { Namespace = NodeLifecycleReconciler.LeaseNamespace });
        pods.AddIndex(NodeIndex, pod => pod.IsScheduled ? [pod.Spec.NodeName] : []);
        nodes.AddHandler(node => queue.Add(node.Metadata.Name), (_, node) => queue.Add(node.Metadata.Name), node => queue.Add(node.Metadata.Name));
        var reconciler = new NodeLifecycleReconciler(
            context.ApiFor(Account), context.NewRecorder(Account), nodes, leases, pods, NodeMonitorOptions.Default, context.Time);
        return new ControllerLoop<string>("node-lifecycle-controller", context, queue, reconciler, nodes, pods, leases);
    }
}
