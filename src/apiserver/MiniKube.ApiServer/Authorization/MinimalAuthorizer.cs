using System.Collections.Frozen;

namespace MiniKube.ApiServer.Authorization;

/// <summary>
/// The rights before roles are kept: masters, nodes, the cluster's own components and the service accounts of kube-system may do
/// everything; other users may look at what is served and ask about themselves; anybody may ask for health and version.
/// </summary>
internal sealed class MinimalAuthorizer : IAuthorizer
{
    private static readonly FrozenSet<string> PublicPaths = FrozenSet.Create("/healthz", "/livez", "/readyz", "/version", "/version/");

    private static readonly FrozenSet<string> SelfReviews = FrozenSet.Create(
        "selfsubjectaccessreviews.authorization.k8s.io",
        "selfsubjectrulesreviews.authorization.k8s.io",
        "selfsubjectreviews.authentication.k8s.io");

    public ValueTask<Decision> AuthorizeAsync(AttributesRecord attributes, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Decide(attributes));

    private static Decision Decide(AttributesRecord asked)
    {
        if (IsTrusted(asked.User))
        {
            return Decision.Allow("");
        }

        if (asked.IsResourceRequest)
        {
            var isSelfReview = asked.Verb == "create" && SelfReviews.Contains(new Api.Names.GroupResource(asked.Group, asked.Resource).ToString());
            return isSelfReview && !asked.User.IsAnonymous ? Decision.Allow("") : Decision.Deny("");
        }

        var isReading = asked.Verb is "get" or "head";
        var isAllowed = isReading && (PublicPaths.Contains(asked.Path) || (!asked.User.IsAnonymous && IsDiscovery(asked.Path)));
        return isAllowed ? Decision.Allow("") : Decision.Deny("");
    }

    private static bool IsTrusted(Authentication.UserInfo user) =>
        user.IsMaster
        || user.Groups.Contains("system:nodes")
        || user.Groups.Contains("system:serviceaccounts:kube-system")
        || (user.Name.StartsWith("system:kube-", StringComparison.Ordinal) && !user.IsAnonymous);

    private static bool IsDiscovery(string path) =>
        path is "/" or "/api" or "/apis" or "/.well-known/openid-configuration"
        || path.StartsWith("/api/", StringComparison.Ordinal)
        || path.StartsWith("/apis/", StringComparison.Ordinal)
        || path.StartsWith("/openapi/", StringComparison.Ordinal)
        || path.StartsWith("/openid/", StringComparison.Ordinal)
        || path.StartsWith("/livez/", StringComparison.Ordinal)
        || path.StartsWith("/readyz/", StringComparison.Ordinal)
        || path.StartsWith("/healthz/", StringComparison.Ordinal);
}
