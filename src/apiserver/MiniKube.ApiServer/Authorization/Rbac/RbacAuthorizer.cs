using System.Collections.Immutable;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Authorization.Rbac;

/// <summary>Allows what a role allows that is bound to the user or one of the groups.</summary>
internal sealed class RbacAuthorizer(RbacState state, ICatchUp follower) : IAuthorizer
{
    public RbacIndex Index => state.Index;

    /// <summary>A right that was given or taken a moment ago counts already: what is known is first brought up to the last write.</summary>
    public ValueTask<Decision> AuthorizeAsync(AttributesRecord attributes, CancellationToken cancellationToken)
    {
        var pending = follower.CatchUpAsync(cancellationToken);
        return pending.IsCompletedSuccessfully ? ValueTask.FromResult(Decide(attributes)) : DecideAfterAsync(pending, attributes);
    }

    public async ValueTask<UserRules> RulesForAsync(UserInfo user, string ns, CancellationToken cancellationToken)
    {
        await follower.CatchUpAsync(cancellationToken);
        var index = state.Index;
        var rules = index.RulesOf(user, ns).ToList();
        return new UserRules(
            [.. rules.Where(rule => !rule.Resources.IsEmpty).Select(rule => new ResourceRule(rule.Verbs, rule.Groups, rule.Resources) { Names = rule.Names })],
            [.. rules.Where(rule => !rule.Paths.IsEmpty).Select(rule => new PathRule(rule.Verbs, rule.Paths))])
        {
            Incomplete = Missing(index.MissingRoles(user, ns)),
        };
    }

    private async ValueTask<Decision> DecideAfterAsync(ValueTask pending, AttributesRecord attributes)
    {
        await pending;
        return Decide(attributes);
    }

    private Decision Decide(AttributesRecord attributes)
    {
        var index = state.Index;
        if (index.Find(attributes) is { } grant)
        {
            return Decision.Allow(grant.Reason);
        }

        var missing = Missing(index.MissingRoles(attributes.User, attributes.IsResourceRequest ? attributes.Namespace : ""));
        return Decision.NoOpinion(missing.Length == 0 ? "" : $"RBAC: {missing}");
    }

    private static string Missing(IEnumerable<RoleKey> roles)
    {
        ImmutableArray<string> texts = [.. roles.Select(role => $"{role.Kind.ToLowerInvariant()}.rbac.authorization.k8s.io \"{role.Name}\" not found")];
        return texts.Length <= 1 ? string.Concat(texts) : $"[{string.Join(", ", texts)}]";
    }
}
