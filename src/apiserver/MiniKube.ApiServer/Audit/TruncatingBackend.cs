namespace MiniKube.ApiServer.Audit;

/// <summary>Keeps records within a size for the backend behind it: too large ones lose their bodies, and are lost where that is not enough.</summary>
internal sealed class TruncatingBackend(IAuditBackend backend, int eventBytesMax, AuditMetrics metrics) : IAuditBackend
{
    private const string Name = "truncate";

    public bool IsStrict => backend.IsStrict;

    /// <summary>Behind one that truncates, if that is asked for.</summary>
    public static IAuditBackend Before(IAuditBackend backend, AuditTruncateOptions options, AuditMetrics metrics) =>
        options.IsEnabled ? new TruncatingBackend(backend, options.EventBytesMax, metrics) : backend;

    public ValueTask<bool> ProcessAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        var fitting = record.Json.Length <= eventBytesMax ? record : WithoutBodies(record.Event);
        if (fitting.Json.Length <= eventBytesMax)
        {
            return backend.ProcessAsync(fitting, cancellationToken);
        }

        metrics.CountLost(Name, 1);
        return new(false);
    }

    public ValueTask DisposeAsync() => backend.DisposeAsync();

    private static AuditRecord WithoutBodies(AuditEvent happened) => AuditRecord.Of(happened with
    {
        RequestObject = default,
        ResponseObject = default,
        Annotations = happened.Annotations.SetItem(AuditedRequest.TruncatedAnnotation, "true"),
    });
}
