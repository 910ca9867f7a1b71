namespace MiniKube.ApiServer.Audit;

/// <summary>When a record is written.</summary>
public enum AuditMode
{
    /// <summary>Before the request goes on; what cannot be written is lost and counted.</summary>
    Blocking,

    /// <summary>The same, and a request whose arrival cannot be written is refused.</summary>
    BlockingStrict,

    /// <summary>Soon after, many at once; what does not fit into the buffer is lost and counted.</summary>
    Batch,
}
