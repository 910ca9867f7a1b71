namespace MiniKube.ApiServer.Audit;

/// <summary>How much of a request is recorded; each has what those before it have.</summary>
internal enum AuditLevel
{
    None,
    Metadata,
    Request,
    RequestResponse,
}
