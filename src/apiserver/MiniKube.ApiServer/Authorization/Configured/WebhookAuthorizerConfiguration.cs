namespace MiniKube.ApiServer.Authorization.Configured;

/// <summary>How a webhook is asked.</summary>
internal sealed record WebhookAuthorizerConfiguration
{
    public required string KubeconfigFile { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Zero: a yes is not kept.</summary>
    public TimeSpan AuthorizedFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Zero: anything else is not kept.</summary>
    public TimeSpan UnauthorizedFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>v1 or v1beta1.</summary>
    public required string Version { get; init; }

    /// <summary>Nobody further is asked when it does not answer.</summary>
    public bool DeniesOnFailure { get; init; }

    /// <summary>It is only asked when all these are true.</summary>
    public ReviewConditions MatchConditions { get; init; } = ReviewConditions.None;
}
