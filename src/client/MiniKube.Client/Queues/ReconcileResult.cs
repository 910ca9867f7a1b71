namespace MiniKube.Client.Queues;

/// <summary>What a reconciliation asks for next.</summary>
public readonly record struct ReconcileResult
{
    private ReconcileResult(TimeSpan? requeueAfter, bool isRetry) => (RequeueAfter, IsRetry) = (requeueAfter, isRetry);

    /// <summary>Nothing until something changes.</summary>
    public static ReconcileResult Done => default;

    /// <summary>Come again soon, later each time: something needed is not there yet.</summary>
    public static ReconcileResult Retry { get; } = new(null, isRetry: true);

    public TimeSpan? RequeueAfter { get; }

    public bool IsRetry { get; }

    /// <summary>Come again when so much time has passed.</summary>
    public static ReconcileResult After(TimeSpan delay) => new(delay, isRetry: false);
}
