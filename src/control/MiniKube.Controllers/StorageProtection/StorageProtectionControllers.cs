using k8s.Models;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.StorageProtection;

/// <summary>Wires the controllers that let claims and volumes go when nobody uses them any more.</summary>
internal static class StorageProtectionControllers
{
    public static IController CreateForClaims(ControllerContext context)
    {
        var queue = new WorkQueue<NamespacedName>(context.Time);
        var claims = context.Informers.For<V1PersistentVolumeClaim>();
        var pods = context.Informers.For<V1Pod>().WithNamespaceIndex();
        claims.AddHandler(Enqueue, (_, updated) => Enqueue(updated), null);
        pods.AddHandler(
            null,
            (_, updated) =>
            {
                if (updated.IsFinished)
                {
                    EnqueueOf(updated);
                }
            },
            EnqueueOf);
        var reconciler = new ClaimProtectionReconciler(context.ApiFor("pvc-protection-controller"), claims, pods);
        return new ControllerLoop<NamespacedName>("persistentvolumeclaim-protection", context, queue, reconciler, claims, pods);

        void Enqueue(V1PersistentVolumeClaim claim)
        {
            if (claim.IsBeingDeleted)
            {
                queue.Add(new NamespacedName(claim.Metadata.NamespaceProperty, claim.Metadata.Name));
            }
        }

        void EnqueueOf(V1Pod pod)
        {
            foreach (var claim in ProtectionPlanner.ClaimsOf(pod))
            {
                queue.Add(new NamespacedName(pod.Metadata.NamespaceProperty, claim));
            }
        }
    }

    public static IController CreateForVolumes(ControllerContext context)
    {
        var queue = new WorkQueue<string>(context.Time);
        var volumes = context.Informers.For<V1PersistentVolume>();
        volumes.AddHandler(Enqueue, (_, updated) => Enqueue(updated), null);
        var reconciler = new VolumeProtectionReconciler(context.ApiFor("pv-protection-controller"), volumes);
        return new ControllerLoop<string>("persistentvolume-protection", context, queue, reconciler, volumes);

        void Enqueue(V1PersistentVolume volume)
        {
            if (volume.IsBeingDeleted)
            {
                queue.Add(volume.Metadata.Name);
            }
        }
    }
}
