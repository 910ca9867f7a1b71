using MiniKube.Api.Names;

namespace MiniKube.Client.Leases;

/// <summary>How candidates share a Lease.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>The Lease they compete for.</summary>
    public required NamespacedName Lease { get; init; }

    /// <summary>This candidate; different for every process.</summary>
    public required string Identity { get; init; }

    /// <summary>A Lease not renewed for so long may be taken.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A leader that cannot renew for so long steps down; less than <see cref="LeaseDuration"/>.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two attempts to take or renew.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <exception cref="ArgumentException">The times do not fit together.</exception>
    public void Validate()
    {
        if (RetryPeriod <= TimeSpan.Zero || RenewDeadline <= RetryPeriod || LeaseDuration <= RenewDeadline)
        {
            throw new ArgumentException("Leader election needs RetryPeriod < RenewDeadline < LeaseDuration", nameof(RenewDeadline));
        }
    }
}
