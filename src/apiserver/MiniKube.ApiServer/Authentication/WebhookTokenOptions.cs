namespace MiniKube.ApiServer.Authentication;

/// <summary>A webhook that is asked whose tokens are.</summary>
public sealed record WebhookTokenOptions
{
    /// <summary>A kubeconfig file: where it is, who vouches for it, what is shown to it.</summary>
    public required string KubeconfigFile { get; init; }

    /// <summary>Of the group <c>authentication.k8s.io</c> in which it is asked: v1 or v1beta1.</summary>
    public string Version { get; init; } = "v1beta1";

    /// <summary>How long its answers are kept; zero: not at all.</summary>
    public TimeSpan CacheFor { get; init; } = TimeSpan.FromMinutes(2);
}
