using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Authorization;

/// <summary>Lets anybody ask whether the server is well, also while the roles are not there.</summary>
internal sealed class HealthPathAuthorizer : IAuthorizer
{
    public ValueTask<Decision> AuthorizeAsync(AttributesRecord attributes, CancellationToken cancellationToken) => ValueTask.FromResult(
        !attributes.IsResourceRequest && attributes.Path is "/healthz" or "/livez" or "/readyz" ? Decision.Allow("") : default);

    public ValueTask<UserRules> RulesForAsync(UserInfo user, string ns, CancellationToken cancellationToken) =>
        ValueTask.FromResult(UserRules.None);
}
