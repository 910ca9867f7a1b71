using MiniKube.Api.Errors;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using k8s;
using k8s.Models;

namespace MiniKube.Controllers.ServiceAccounts;

/// <summary>Keeps one object of a kind in every namespace that is not going away.</summary>
/// <param name="api">Where it is written.</param>
/// <param name="namespaces">The namespaces there are.</param>
/// <param name="objects">The objects there are.</param>
/// <param name="desired">What it should be in a namespace.</param>
/// <param name="corrected">What to write over one that is there; null when it is right.</param>
internal sealed class RequiredObjectReconciler<T>(
    IApiClient api, IInformer<V1Namespace> namespaces, IInformer<T> objects, Func<string, T> desired, Func<T, T, T?> corrected) : IReconciler<string>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public async Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        if (namespaces.Get(new NamespacedName("", key)) is not { } home || home.IsBeingDeleted)
        {
            return ReconcileResult.Done;
        }

        var wanted = desired(key);
        if (objects.Get(wanted.Key) is { } current)
        {
            if (corrected(current, wanted) is { } correction)
            {
                await api.UpdateAsync(correction, cancellationToken);
            }

            return ReconcileResult.Done;
        }

        try
        {
            await api.CreateAsync(wanted, cancellationToken);
        }
        catch (ApiException refusal) when (refusal.IsAlreadyExists || refusal.Status.Details?.Causes.Any(cause => cause.Reason == "NamespaceTerminating") == true)
        {
            // The cache lags behind; the event on its way settles it.
        }

        return ReconcileResult.Done;
    }
}
