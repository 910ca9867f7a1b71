using k8s.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.StorageProtection;

/// <summary>Lets a claim that is deleted go once no pod uses it.</summary>
internal sealed class ClaimProtectionReconciler(IApiClient api, IInformer<V1PersistentVolumeClaim> claims, IInformer<V1Pod> pods) : IReconciler<NamespacedName>
{
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (claims.Get(key) is not { } claim
            || ProtectionPlanner.Without(claim.Metadata, ProtectionPlanner.ClaimFinalizer) is not { } finalizers
            || pods.ByIndex(ObjectIndexes.Namespace, key.Namespace).Any(pod => ProtectionPlanner.Uses(pod, key.Name)))
        {
            return ReconcileResult.Done;
        }

        // The cache may not have seen a pod that was made a moment ago.
        var live = await api.ListAsync<V1Pod>(key.Namespace, ListOptions.All, cancellationToken);
        if (live.Items.Any(pod => ProtectionPlanner.Uses(pod, key.Name)))
        {
            return ReconcileResult.Retry;
        }

        return await ProtectionRelease.WriteAsync(api, claim with { Metadata = claim.Metadata with { Finalizers = finalizers } }, cancellationToken);
    }
}
