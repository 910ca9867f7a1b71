using System.Text.Json.Nodes;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;

namespace MiniKube.Controllers.ServiceAccounts.LegacyTokens;

/// <summary>Takes tokens in Secrets out of use, and deletes them, when nobody has used them for long.</summary>
internal sealed class LegacyTokenReconciler(
    IApiClient api, IInformer<V1Secret> secrets, IInformer<V1ServiceAccount> accounts, IInformer<V1Pod> pods, TimeProvider time, TimeSpan period)
    : IReconciler<NamespacedName>
{
    /// <summary>The index of pods by the Secrets that they use.</summary>
    public const string BySecret = "secret";

    private const string AccountUid = "kubernetes.io/service-account.uid";

    private static readonly NamespacedName Tracking = new("kube-system", "kube-apiserver-legacy-service-account-token-tracking");

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (secrets.Get(key) is not { } secret || AccountOf(secret) is not { } account)
        {
            return ReconcileResult.Done;
        }

        var isMounted = pods.ByIndex(BySecret, key.ToString()).Any();
        var now = time.GetUtcNow();
        var plan = LegacyTokenPlanner.Plan(secret, account, isMounted, DateOnly.MinValue, now, period);
        if (plan is LegacyTokenPlan.Invalidate or LegacyTokenPlan.Delete)
        {
            plan = LegacyTokenPlanner.Plan(secret, account, isMounted, await TrackedSinceAsync(cancellationToken), now, period);
        }

        try
        {
            return await CarryOutAsync(key, secret, plan, cancellationToken);
        }
        catch (ApiException gone) when (gone.IsNotFound || gone.IsConflict)
        {
            // It is another one by now, or has just been used: the event that says so follows.
            return ReconcileResult.Done;
        }
    }

    private async Task<ReconcileResult> CarryOutAsync(NamespacedName key, V1Secret secret, LegacyTokenPlan plan, CancellationToken cancellationToken)
    {
        switch (plan)
        {
            case LegacyTokenPlan.Keep keep:
                return ReconcileResult.After(keep.Left);
            case LegacyTokenPlan.Invalidate invalidate:
                var patch = new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["uid"] = secret.Metadata.Uid,
                        ["resourceVersion"] = secret.Metadata.ResourceVersion,
                        ["labels"] = new JsonObject { [LegacyTokenPlanner.InvalidSinceLabel] = invalidate.Date },
                    },
                };
                _ = await api.PatchAsync<V1Secret>(key, PatchBody.Merge(patch), cancellationToken);
                return ReconcileResult.Done;
            case LegacyTokenPlan.Delete:
                var exactly = new V1Preconditions { Uid = secret.Metadata.Uid, ResourceVersion = secret.Metadata.ResourceVersion };
                _ = await api.DeleteAsync<V1Secret>(key, new V1DeleteOptions { Preconditions = exactly }, cancellationToken);
                return ReconcileResult.Done;
            default:
                return ReconcileResult.Done;
        }
    }

    private V1ServiceAccount? AccountOf(V1Secret secret) =>
        secret.GetAnnotation(TokenSecretReconciler.AccountName) is { Length: > 0 } name
        && accounts.Get(new NamespacedName(secret.Key.Namespace, name)) is { } account
        && (secret.GetAnnotation(AccountUid) is not { Length: > 0 } uid || uid == account.Metadata.Uid)
            ? account
            : null;

    private async Task<DateOnly?> TrackedSinceAsync(CancellationToken cancellationToken)
    {
        try
        {
            return LegacyTokenPlanner.TrackedSince(await api.GetAsync<V1ConfigMap>(Tracking, cancellationToken));
        }
        catch (ApiException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }
}
