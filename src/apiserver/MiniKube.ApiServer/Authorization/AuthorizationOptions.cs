using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authorization;

/// <summary>Who decides what callers may do.</summary>
public sealed record AuthorizationOptions
{
    /// <summary>An <c>AuthorizationConfiguration</c>, read again when it changes; null: <see cref="Modes"/> say.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>In the order in which they are asked: Node, RBAC, Webhook, AlwaysAllow, AlwaysDeny; empty for Node and RBAC.</summary>
    public ImmutableArray<string> Modes { get; init; } = [];

    /// <summary>A kubeconfig file that names the webhook of the mode Webhook; null for none.</summary>
    public string? WebhookKubeconfigFile { get; init; }

    /// <summary>Of the group <c>authorization.k8s.io</c> in which it is asked: v1 or v1beta1.</summary>
    public string WebhookVersion { get; init; } = "v1beta1";

    /// <summary>How long a yes of it is kept.</summary>
    public TimeSpan WebhookAuthorizedFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long anything else is kept.</summary>
    public TimeSpan WebhookUnauthorizedFor { get; init; } = TimeSpan.FromSeconds(30);
}
