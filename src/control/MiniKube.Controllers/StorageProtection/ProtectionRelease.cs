using k8s;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Client.Api;
using MiniKube.Client.Queues;

namespace MiniKube.Controllers.StorageProtection;

/// <summary>Lets an object go that nobody uses any more.</summary>
internal static class ProtectionRelease
{
    /// <param name="api">Where it is.</param>
    /// <param name="released">The object without the finalizer that held it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ReconcileResult> WriteAsync<T>(IApiClient api, T released, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            _ = await api.UpdateAsync(released, cancellationToken);
            return ReconcileResult.Done;
        }
        catch (ApiException refusal) when (refusal.IsConflict)
        {
            return ReconcileResult.Retry;
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            return ReconcileResult.Done;
        }
    }
}
