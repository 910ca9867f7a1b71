namespace MiniKube.Kubelet.Logs;

/// <summary>Which part of a log is wanted, and how.</summary>
internal sealed record LogOptions
{
    /// <summary>Go on until the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary>Of the container that ran before.</summary>
    public bool Previous { get; init; }

    /// <summary>Each line begins with its time.</summary>
    public bool Timestamps { get; init; }

    public DateTimeOffset? Since { get; init; }

    public long? TailLines { get; init; }

    public long? BytesMax { get; init; }
}
