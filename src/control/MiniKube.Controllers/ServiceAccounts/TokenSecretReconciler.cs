using System.Text;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;

namespace MiniKube.Controllers.ServiceAccounts;

/// <summary>Fills Secrets that are to hold a service account's token, and takes away those whose account is gone.</summary>
internal sealed class TokenSecretReconciler(
    IApiClient api, IInformer<V1Secret> secrets, IInformer<V1ServiceAccount> accounts, ISecretTokens tokens, string? authorityPem) : IReconciler<NamespacedName>
{
    /// <summary>The annotation of a Secret that names its account.</summary>
    public const string AccountName = "kubernetes.io/service-account.name";

    private const string AccountUid = "kubernetes.io/service-account.uid";

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (secrets.Get(key) is not { } secret || secret.IsBeingDeleted || secret.GetAnnotation(AccountName) is not { Length: > 0 } name)
        {
            return ReconcileResult.Done;
        }

        try
        {
            var account = accounts.Get(new NamespacedName(key.Namespace, name));
            if (IsOf(secret, account))
            {
                if (Filled(secret, account!) is { } filled)
                {
                    _ = await api.UpdateAsync(filled, cancellationToken);
                }
            }
            else if (!IsOf(secret, await FindAsync(new NamespacedName(key.Namespace, name), cancellationToken)))
            {
                var exactly = new V1Preconditions { Uid = secret.Metadata.Uid, ResourceVersion = secret.Metadata.ResourceVersion };
                _ = await api.DeleteAsync<V1Secret>(key, new V1DeleteOptions { Preconditions = exactly }, cancellationToken);
            }
            else
            {
                // The account is newer than what is known of it here.
                return ReconcileResult.Retry;
            }

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

    private static bool IsOf(V1Secret secret, V1ServiceAccount? account) =>
        account is not null && (secret.GetAnnotation(AccountUid) is not { Length: > 0 } uid || uid == account.Metadata.Uid);

    private async Task<V1ServiceAccount?> FindAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        try
        {
            return await api.GetAsync<V1ServiceAccount>(name, cancellationToken);
        }
        catch (ApiException refusal) when (refusal.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Null when nothing is missing.</summary>
    private V1Secret? Filled(V1Secret secret, V1ServiceAccount account)
    {
        var (ns, uid) = (secret.Metadata.NamespaceProperty, account.Metadata.Uid);
        var data = new Dictionary<string, byte[]>(secret.Data ?? new Dictionary<string, byte[]>(), StringComparer.Ordinal);
        var isChanged = secret.GetAnnotation(AccountUid) != uid;
        if (!data.TryGetValue("token", out var token) || token.Length == 0)
        {
            data["token"] = Encoding.ASCII.GetBytes(tokens.Mint(ns, account.Metadata.Name, uid, secret.Metadata.Name));
            isChanged = true;
        }

        if (authorityPem is not null)
        {
            isChanged |= Put(data, "ca.crt", Encoding.UTF8.GetBytes(authorityPem), isExact: true);
        }

        isChanged |= Put(data, "namespace", Encoding.UTF8.GetBytes(ns), isExact: false);
        return isChanged
            ? secret with
            {
                Metadata = secret.Metadata with { Annotations = new Dictionary<string, string>(secret.Metadata.Annotations, StringComparer.Ordinal) { [AccountUid] = uid } },
                Data = data,
            }
            : null;
    }

    private static bool Put(Dictionary<string, byte[]> data, string key, byte[] value, bool isExact)
    {
        if (data.TryGetValue(key, out var known) && known.Length > 0 && (!isExact || known.AsSpan().SequenceEqual(value)))
        {
            return false;
        }

        data[key] = value;
        return true;
    }
}
