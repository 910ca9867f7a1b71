namespace MiniKube.ApiServer.Audit;

/// <summary>Where a request is when it is recorded.</summary>
internal enum AuditStage
{
    RequestReceived,

    /// <summary>The head of the answer goes out; of long-running requests and of those whose caller is not known.</summary>
    ResponseStarted,
    ResponseComplete,

    /// <summary>The server could not answer for a fault of its own.</summary>
    Panic,
}
