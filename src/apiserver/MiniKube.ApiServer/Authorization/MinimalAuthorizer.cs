using System.Collections.Immutable;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Authorization;

/// <summary>
/// The rights before roles are kept: masters, nodes, the cluster's own components and the service accounts of kube-system may do
/// everything; other users may look at what is served and ask about themselves; anybody may ask for health and version.
/// </summary>
internal sealed class MinimalAuthorizer : IAuthorizer
{
    private static readonly UserRules Everything = new([new ResourceRule(["*"], ["*"], ["*"])], [new PathRule(["*"], ["*"])]);

    private static readonly UserRules ForAnybody = new([], [new PathRule(["get"], ["/healthz", "/livez", "/readyz", "/version", "/version/"])]);

    private static readonly UserRules ForUsers = new(
        [
            new ResourceRule(["create"], ["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
            new ResourceRule(["create"], ["authentication.k8s.io"], ["selfsubjectreviews"]),
        ],
        [
            .. ForAnybody.Paths,
            new PathRule(["get"], ["/", "/api", "/api/*", "/apis", "/apis/*", "/healthz/*", "/livez/*", "/readyz/*"]),
            new PathRule(["get"], ["/openapi", "/openapi/*", "/.well-known/openid-configuration", "/openid/v1/jwks"]),
        ]);

    public ValueTask<Decision> AuthorizeAsync(AttributesRecord attributes, CancellationToken cancellationToken)
    {
        var rules = RulesOf(attributes.User);
        var isAllowed = attributes.IsResourceRequest
            ? rules.Resources.Any(rule => Allows(rule, attributes))
            : rules.Paths.Any(rule => Allows(rule, attributes));
        return ValueTask.FromResult(isAllowed ? Decision.Allow("") : Decision.Deny(""));
    }

    public ValueTask<UserRules> RulesForAsync(UserInfo user, string ns, CancellationToken cancellationToken) =>
        ValueTask.FromResult(RulesOf(user));

    private static UserRules RulesOf(UserInfo user) => IsTrusted(user) ? Everything : user.IsAnonymous ? ForAnybody : ForUsers;

    private static bool IsTrusted(UserInfo user) =>
        user.IsMaster
        || user.Groups.Contains("system:nodes")
        || user.Groups.Contains("system:serviceaccounts:kube-system")
        || (user.Name.StartsWith("system:kube-", StringComparison.Ordinal) && !user.IsAnonymous);

    private static bool Allows(ResourceRule rule, AttributesRecord asked) =>
        Matches(rule.Verbs, asked.Verb) && Matches(rule.Groups, asked.Group) && Matches(rule.Resources, asked.Resource);

    private static bool Allows(PathRule rule, AttributesRecord asked) =>
        Matches(rule.Verbs, asked.Verb == "head" ? "get" : asked.Verb)
        && rule.Paths.Any(path => path == asked.Path || (path.EndsWith('*') && asked.Path.StartsWith(path[..^1], StringComparison.Ordinal)));

    private static bool Matches(ImmutableArray<string> allowed, string value) => allowed is ["*"] || allowed.Contains(value);
}
