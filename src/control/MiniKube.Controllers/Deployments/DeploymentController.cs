using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>Wires the Deployment controller to its caches.</summary>
internal static class DeploymentController
{
    public static IController Create(ControllerContext context)
    {
        var queue = new WorkQueue<NamespacedName>(context.Time);
        var deployments = context.Informers.For<V1Deployment>().WithNamespaceIndex();
        var replicaSets = context.Informers.For<V1ReplicaSet>().WithNamespaceIndex().WithControllerIndex();
        var pods = context.Informers.For<V1Pod>().WithControllerIndex();
        deployments.AddHandler(item => queue.Add(item.Key), (_, item) => queue.Add(item.Key), item => queue.Add(item.Key));
        new ChildEvents<V1Deployment, V1ReplicaSet>(deployments, queue, item => item.Spec?.Selector).Attach(replicaSets);

        // Only a Recreate rollout waits for pods, not for their counts.
        pods.AddHandler(null, null, pod =>
        {
            if (pod.ControllerReference is { Kind: "ReplicaSet" } owner &&
                replicaSets.Get(new NamespacedName(pod.Key.Namespace, owner.Name))?.ControllerReference is { Kind: "Deployment" } grandparent)
            {
                queue.Add(new NamespacedName(pod.Key.Namespace, grandparent.Name));
            }
        });

        var ownWrites = new OwnWrites<NamespacedName>(replicaSets, (name, uid) => replicaSets.Get(name)?.Metadata.Uid == uid);
        var events = context.NewRecorder("deployment-controller");
        var actions = new RolloutActions(context.ApiFor("deployment-controller"), events, ownWrites, context.Time, context.Logger("Deployments"));
        var reconciler = new DeploymentReconciler(
            context.ApiFor("deployment-controller"), deployments, replicaSets, pods, actions, events, ownWrites, queue, context.Time);
        return new ControllerLoop<NamespacedName>("deployment", context, queue, reconciler, deployments, replicaSets, pods);
    }
}
