using MiniKube.Api.Errors;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Client.Serialization;
using k8s.Models;

namespace MiniKube.Controllers.Namespaces;

/// <summary>Empties a namespace that is being deleted, and then lets it go.</summary>
internal sealed class NamespaceReconciler(
    IApiClient api, IInformer<V1Namespace> namespaces, NamespaceContent content, TimeProvider time) : IReconciler<string>
{
    private const string Finalizer = "kubernetes";

    public async Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        if (namespaces.Get(new NamespacedName("", key)) is not { IsBeingDeleted: true } dying)
        {
            return ReconcileResult.Done;
        }

        try
        {
            return await EmptyAsync(dying, cancellationToken);
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            return ReconcileResult.Done;
        }
    }

    private async Task<ReconcileResult> EmptyAsync(V1Namespace dying, CancellationToken cancellationToken)
    {
        if (dying.Spec?.Finalizers?.Contains(Finalizer) != true)
        {
            return ReconcileResult.Done;
        }

        var remaining = await content.DeleteAsync(dying.Metadata.Name, cancellationToken);
        if (remaining.IsEmpty)
        {
            var finalizers = dying.Spec.Finalizers.Where(finalizer => finalizer != Finalizer).ToList();
            await api.UpdateSubresourceAsync(dying with { Spec = dying.Spec with { Finalizers = finalizers } }, "finalize", cancellationToken);
            return ReconcileResult.Done;
        }

        var status = NamespaceStatusPlanner.Plan(dying.Status, remaining, time.GetUtcNow());
        if (!ModelJson.AreEqual(status, dying.Status))
        {
            await api.UpdateStatusAsync(dying with { Status = status }, cancellationToken);
        }

        return ReconcileResult.Retry;
    }
}
