namespace MiniKube.ApiServer.Audit;

/// <summary>Where records go. Disposing it writes what waits, within a bound.</summary>
internal interface IAuditBackend : IAsyncDisposable
{
    /// <summary>A request whose arrival cannot be recorded is refused.</summary>
    bool IsStrict { get; }

    /// <summary>Takes a record, and throws nothing.</summary>
    /// <returns>False when it is lost; it has been counted then.</returns>
    ValueTask<bool> ProcessAsync(AuditRecord record, CancellationToken cancellationToken);
}
