using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.ReplicaSets;

/// <summary>Wires the ReplicaSet controller to its caches.</summary>
internal static class ReplicaSetController
{
    public static IController Create(ControllerContext context)
    {
        var queue = new WorkQueue<NamespacedName>(context.Time);
        var replicaSets = context.Informers.For<V1ReplicaSet>().WithNamespaceIndex().WithControllerIndex();
        var pods = context.Informers.For<V1Pod>().WithControllerIndex();
        replicaSets.AddHandler(set => queue.Add(set.Key), (_, set) => queue.Add(set.Key), set => queue.Add(set.Key));
        new ChildEvents<V1ReplicaSet, V1Pod>(replicaSets, queue, set => set.Spec?.Selector).Attach(pods);

        var ownWrites = new OwnWrites<NamespacedName>(
            pods, (name, uid) => pods.Get(name) is { } pod && pod.Metadata.Uid == uid && !pod.IsTerminating);
        var actions = new ReplicaSetPods(context.ApiFor("replicaset-controller"), context.NewRecorder("replicaset-controller"), ownWrites, context.Logger("ReplicaSets"));
        var reconciler = new ReplicaSetReconciler(context.ApiFor("replicaset-controller"), replicaSets, pods, actions, ownWrites, queue, context.Time);
        return new ControllerLoop<NamespacedName>("replicaset", context, queue, reconciler, replicaSets, pods);
    }
}
