using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Accepts a service account token while its account, and the object it is bound to, are there.</summary>
internal sealed class ServiceAccountTokenVerifier(
    ServiceAccountTokens tokens, IObjectReader objects, LegacyTokenUses uses, ServiceAccountTokenMetrics metrics, TimeProvider time)
{
    // A signature costs 100 µs to check; what it says cannot change. Emptied when full: rarer than keeping an order.
    private const int RememberedMax = 4096;

    // The label by which the cleaner of unused tokens takes one out of use (KEP-2799).
    private const string InvalidSince = "kubernetes.io/legacy-token-invalid-since";

    // A pod that is being deleted may still call for this long, as upstream.
    private static readonly TimeSpan DeletionLeeway = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, ServiceAccountClaims> _remembered = new(StringComparer.Ordinal);

    /// <summary>The claims of a token for one of the audiences; null when it is not valid, or no longer.</summary>
    public async ValueTask<ServiceAccountClaims?> VerifyAsync(string token, ImmutableArray<string> audiences, CancellationToken cancellationToken)
    {
        var claims = await ReadAsync(token);
        var isValid = claims is not null
            && claims.ExpiresAt > time.GetUtcNow()
            && claims.Audiences.Any(audience => audiences.Contains(audience))
            && await ExistsAsync("serviceaccounts", claims.Namespace, claims.ServiceAccount, cancellationToken)
            && await IsBoundObjectThereAsync(claims, cancellationToken)
            && (claims.Secret.Length == 0 || await IsKeptAsync(claims, token, cancellationToken));
        if (isValid && claims!.Secret.Length == 0)
        {
            metrics.CountBound();
        }

        return isValid ? claims : null;
    }

    private async ValueTask<ServiceAccountClaims?> ReadAsync(string token)
    {
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_remembered.TryGetValue(digest, out var known))
        {
            return known;
        }

        var claims = await tokens.ReadAsync(token);
        if (claims is not null)
        {
            if (_remembered.Count >= RememberedMax)
            {
                _remembered.Clear();
            }

            _remembered[digest] = claims;
        }

        return claims;
    }

    private ValueTask<bool> IsBoundObjectThereAsync(ServiceAccountClaims claims, CancellationToken cancellationToken) => claims.BoundTo switch
    {
        null => ValueTask.FromResult(true),
        { Kind: "Pod" } pod => ExistsAsync("pods", claims.Namespace, pod, cancellationToken),
        { Kind: "Secret" } secret => ExistsAsync("secrets", claims.Namespace, secret, cancellationToken),
        { Kind: "Node" } node => ExistsAsync("nodes", "", node, cancellationToken),
        _ => ValueTask.FromResult(false),
    };

    /// <summary>The Secret still holds this token, and nobody has taken it out of use. That it is used is written down there.</summary>
    private async ValueTask<bool> IsKeptAsync(ServiceAccountClaims claims, string token, CancellationToken cancellationToken)
    {
        var name = new NamespacedName(claims.Namespace, claims.Secret);
        var secret = await objects.FindAsync(new GroupVersionResource("", "v1", "secrets"), name, cancellationToken);
        var isKept = secret?["metadata"]?["deletionTimestamp"] is null
            && secret?["data"]?["token"]?.GetValue<string>() is { } kept
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(kept), Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.ASCII.GetBytes(token))));
        if (!isKept)
        {
            return false;
        }

        var metadata = secret!["metadata"]!.AsObject();
        if (metadata["labels"]?[InvalidSince] is not null)
        {
            metrics.CountInvalid();
            return false;
        }

        metrics.CountLegacy(await IsListedAsync(claims, cancellationToken));
        await uses.NoteAsync(name, metadata, cancellationToken);
        return true;
    }

    /// <summary>Only of Secrets that a cluster made by itself do the accounts know.</summary>
    private async ValueTask<bool> IsListedAsync(ServiceAccountClaims claims, CancellationToken cancellationToken)
    {
        var name = new NamespacedName(claims.Namespace, claims.ServiceAccount.Name);
        var account = await objects.FindAsync(new GroupVersionResource("", "v1", "serviceaccounts"), name, cancellationToken);
        return account?["secrets"] is JsonArray secrets && secrets.Any(secret => secret?["name"]?.GetValue<string>() == claims.Secret);
    }

    private async ValueTask<bool> ExistsAsync(string resource, string ns, BoundObject named, CancellationToken cancellationToken)
    {
        var found = await objects.FindAsync(new GroupVersionResource("", "v1", resource), new NamespacedName(ns, named.Name), cancellationToken);
        return found?["metadata"] is JsonObject metadata
            && metadata["uid"]?.GetValue<string>() == named.Uid
            && !IsLongDeleted(metadata["deletionTimestamp"]?.GetValue<string>());
    }

    private bool IsLongDeleted(string? deletionTimestamp) =>
        deletionTimestamp is not null && DateTimeOffset.Parse(deletionTimestamp) + DeletionLeeway < time.GetUtcNow();
}
