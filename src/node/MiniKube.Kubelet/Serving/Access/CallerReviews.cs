using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using MiniKube.Client.Api;

namespace MiniKube.Kubelet.Serving.Access;

/// <summary>Asks the API server who a token is and what they may, and remembers the answers as long as upstream does.</summary>
internal sealed class CallerReviews(IApiClient api, string nodeName, TimeProvider timeProvider)
{
    private const int EntriesMax = 1024;

    private static readonly TimeSpan IdentityHolds = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AllowanceHolds = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RefusalHolds = TimeSpan.FromSeconds(30);

    private readonly AnswerCache<string, Caller?> _identities = new(EntriesMax, timeProvider);
    private readonly AnswerCache<string, bool> _rights = new(EntriesMax, timeProvider);

    /// <returns>Null when the token is nobody's.</returns>
    /// <exception cref="HttpRequestException">The API server cannot be reached.</exception>
    /// <exception cref="MiniKube.Api.Errors.ApiException">It refuses to say.</exception>
    public async Task<Caller?> WhoIsAsync(string token, CancellationToken cancellationToken)
    {
        // Tokens themselves are not kept in memory.
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_identities.TryGet(key, out var known))
        {
            return known;
        }

        var review = await api.CreateAsync(
            new V1TokenReview { Metadata = new V1ObjectMeta(), Spec = new V1TokenReviewSpec { Token = token } }, cancellationToken);
        var user = review.Status is { Authenticated: true } status ? status.User : null;
        var caller = user is null ? null : new Caller(
            user.Username ?? "", user.Uid ?? "", [.. user.Groups ?? []], user.Extra?.ToDictionary() ?? []);
        _identities.Set(key, caller, IdentityHolds);
        return caller;
    }

    /// <summary>May the caller do this to one of the subresources of this node?</summary>
    /// <exception cref="HttpRequestException">The API server cannot be reached.</exception>
    /// <exception cref="MiniKube.Api.Errors.ApiException">It refuses to say.</exception>
    public async Task<bool> IsAllowedAsync(Caller caller, string verb, ImmutableArray<string> subresources, CancellationToken cancellationToken)
    {
        foreach (var subresource in subresources)
        {
            if (await IsAllowedAsync(caller, verb, subresource, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> IsAllowedAsync(Caller caller, string verb, string subresource, CancellationToken cancellationToken)
    {
        var extra = caller.Extra.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.Prepend(pair.Key));
        var key = string.Join('\0', [caller.Name, caller.Uid, verb, subresource, .. caller.Groups, "", .. extra]);
        if (_rights.TryGet(key, out var known))
        {
            return known;
        }

        var review = await api.CreateAsync(Review(caller, verb, subresource), cancellationToken);
        var isAllowed = review.Status is { Allowed: true };
        _rights.Set(key, isAllowed, isAllowed ? AllowanceHolds : RefusalHolds);
        return isAllowed;
    }

    private V1SubjectAccessReview Review(Caller caller, string verb, string subresource) => new()
    {
        Metadata = new V1ObjectMeta(),
        Spec = new V1SubjectAccessReviewSpec
        {
            User = caller.Name,
            Uid = caller.Uid.Length > 0 ? caller.Uid : null,
            Groups = [.. caller.Groups],
            Extra = caller.Extra.Count > 0 ? caller.Extra.ToDictionary() : null,
            ResourceAttributes = new V1ResourceAttributes { Verb = verb, Version = "v1", Resource = "nodes", Subresource = subresource, Name = nodeName },
        },
    };
}
