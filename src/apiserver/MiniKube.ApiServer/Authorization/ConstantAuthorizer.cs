using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Authorization;

/// <summary>Says the same to everybody: the modes AlwaysAllow and AlwaysDeny, for trials.</summary>
internal sealed class ConstantAuthorizer(bool isAllowed) : IAuthorizer
{
    private static readonly UserRules Everything = new([new ResourceRule(["*"], ["*"], ["*"])], [new PathRule(["*"], ["*"])]);

    // As upstream's AlwaysDeny, which has no opinion: whoever is asked after it may still allow.
    public ValueTask<Decision> AuthorizeAsync(AttributesRecord attributes, CancellationToken cancellationToken) =>
        ValueTask.FromResult(isAllowed ? Decision.Allow("") : Decision.NoOpinion("Everything is forbidden."));

    public ValueTask<UserRules> RulesForAsync(UserInfo user, string ns, CancellationToken cancellationToken) =>
        ValueTask.FromResult(isAllowed ? Everything : UserRules.None);
}
