namespace MiniKube.ApiServer.Audit;

/// <summary>How large records may be for a backend; upstream's defaults.</summary>
public sealed record AuditTruncateOptions
{
    /// <summary>False: records are written whatever their size.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>Bytes of one record. A larger one loses its bodies; one that is too large without them is lost.</summary>
    public int EventBytesMax { get; init; } = 102_400;

    /// <summary>Bytes of the records of one batch.</summary>
    public int BatchBytesMax { get; init; } = 10 * 1024 * 1024;
}
