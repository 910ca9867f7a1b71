using k8s.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;

namespace MiniKube.Controllers.StorageProtection;

/// <summary>Lets a volume that is deleted go once no claim is bound to it.</summary>
internal sealed class VolumeProtectionReconciler(IApiClient api, IInformer<V1PersistentVolume> volumes) : IReconciler<string>
{
    public async Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        if (volumes.Get(new NamespacedName("", key)) is not { } volume
            || ProtectionPlanner.IsUsed(volume)
            || ProtectionPlanner.Without(volume.Metadata, ProtectionPlanner.VolumeFinalizer) is not { } finalizers)
        {
            return ReconcileResult.Done;
        }

        return await ProtectionRelease.WriteAsync(api, volume with { Metadata = volume.Metadata with { Finalizers = finalizers } }, cancellationToken);
    }
}
