namespace MiniKube.Store.Leases;

/// <summary>Until when a lease runs.</summary>
internal sealed class LeaseTerm(TimeSpan ttl)
{
    public TimeSpan Ttl { get; } = ttl;

    /// <summary>When it expires, on the clock's own scale.</summary>
    public TimeSpan Deadline { get; set; }

    /// <summary>Under which time it stands in the queue; it may have been renewed since.</summary>
    public TimeSpan QueuedAt { get; set; }

    /// <summary>Its end has been proposed, so that it can no longer be renewed.</summary>
    public bool IsEnding { get; set; }
}
