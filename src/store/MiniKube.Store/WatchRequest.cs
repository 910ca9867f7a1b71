using MiniKube.Mvcc;

namespace MiniKube.Store;

/// <summary>Which changes to send.</summary>
/// <param name="Range">Of which keys.</param>
/// <param name="From">The first revision wanted.</param>
public sealed record WatchRequest(KeyRange Range, Revision From)
{
    /// <summary>
    /// Also send a batch without events when the store has moved on but the range has not changed, so that the reader knows how far it is.
    /// </summary>
    public bool ReportProgress { get; init; }

    /// <summary>Lets the reader ask at any time how far the watch is; null: it will not ask.</summary>
    public ProgressQuestion? Progress { get; init; }
}
