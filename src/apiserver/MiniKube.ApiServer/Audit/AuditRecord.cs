namespace MiniKube.ApiServer.Audit;

/// <summary>An event and its JSON, made once for all backends.</summary>
internal sealed record AuditRecord(AuditEvent Event, byte[] Json)
{
    public static AuditRecord Of(AuditEvent happened) => new(happened, AuditEventJson.ToBytes(happened));
}
