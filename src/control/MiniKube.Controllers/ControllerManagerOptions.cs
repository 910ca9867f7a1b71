namespace MiniKube.Controllers;

/// <summary>How the controller manager runs.</summary>
public sealed record ControllerManagerOptions
{
    /// <summary>Reconciliations at the same time, for each controller.</summary>
    public int Workers { get; init; } = 5;

    /// <summary>Compete for the Lease kube-system/kube-controller-manager before acting.</summary>
    public bool LeaderElect { get; init; }

    /// <summary>PEM of the cluster's certificate authority, for the ConfigMap kube-root-ca.crt of every namespace; null leaves it out.</summary>
    public string? RootCertificateAuthorityPem { get; init; }

    /// <summary>How long an automatically made token in a Secret may stay unused until it is taken out of use, and then again until it is deleted.</summary>
    public TimeSpan LegacyTokenCleanUpPeriod { get; init; } = TimeSpan.FromHours(8760);
}
