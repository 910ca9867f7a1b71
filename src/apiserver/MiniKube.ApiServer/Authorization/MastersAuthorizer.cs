using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Authorization;

/// <summary>Lets <c>system:masters</c> do everything, so that no broken role locks the administrator out.</summary>
internal sealed class MastersAuthorizer : IAuthorizer
{
    private static readonly UserRules Everything = new([new ResourceRule(["*"], ["*"], ["*"])], [new PathRule(["*"], ["*"])]);

    public ValueTask<Decision> AuthorizeAsync(AttributesRecord attributes, CancellationToken cancellationToken) =>
        ValueTask.FromResult(attributes.User.IsMaster ? Decision.Allow("") : default);

    public ValueTask<UserRules> RulesForAsync(UserInfo user, string ns, CancellationToken cancellationToken) =>
        ValueTask.FromResult(user.IsMaster ? Everything : UserRules.None);
}
