namespace MiniKube.ApiServer.Audit;

/// <summary>How records are gathered before they are written together.</summary>
public sealed record AuditBatchOptions
{
    /// <summary>Records that may wait; more are lost and counted.</summary>
    public int BufferMax { get; init; } = 10_000;

    /// <summary>Records in one batch.</summary>
    public int BatchMax { get; init; } = 400;

    /// <summary>Bytes of the records of one batch; one that is larger alone is a batch of its own.</summary>
    public int BytesMax { get; init; } = int.MaxValue;

    /// <summary>How long the first record of a batch waits for others.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromSeconds(30);
}
