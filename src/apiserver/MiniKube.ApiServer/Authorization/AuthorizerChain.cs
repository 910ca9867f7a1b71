using System.Collections.Immutable;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Authorization;

/// <summary>Asks one authorizer after the other until one has an opinion.</summary>
internal sealed class AuthorizerChain(ImmutableArray<IAuthorizer> authorizers) : IAuthorizer
{
    public async ValueTask<Decision> AuthorizeAsync(AttributesRecord attributes, CancellationToken cancellationToken)
    {
        var reasons = "";
        foreach (var authorizer in authorizers)
        {
            var decision = await authorizer.AuthorizeAsync(attributes, cancellationToken);
            if (decision.Verdict != Verdict.NoOpinion)
            {
                return decision;
            }

            if (decision.Reason.Length > 0)
            {
                reasons = reasons.Length == 0 ? decision.Reason : $"{reasons}\n{decision.Reason}";
            }
        }

        return Decision.NoOpinion(reasons);
    }

    public async ValueTask<UserRules> RulesForAsync(UserInfo user, string ns, CancellationToken cancellationToken)
    {
        var all = UserRules.None;
        foreach (var authorizer in authorizers)
        {
            all = all.With(await authorizer.RulesForAsync(user, ns, cancellationToken));
        }

        return all;
    }
}
