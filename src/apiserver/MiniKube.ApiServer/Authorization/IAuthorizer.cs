using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Authorization;

/// <summary>Says whether a user may do a thing.</summary>
public interface IAuthorizer
{
    ValueTask<Decision> AuthorizeAsync(AttributesRecord attributes, CancellationToken cancellationToken);

    /// <summary>What a user may do in a namespace, as far as it can be listed.</summary>
    ValueTask<UserRules> RulesForAsync(UserInfo user, string ns, CancellationToken cancellationToken);
}
