using Prometheus;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>The numbers of one schema at one priority level, looked up once.</summary>
internal sealed class FlowMeasures(FlowMetrics metrics, string level, string schema)
{
    private readonly Lazy<Counter.Child> _timedOut = new(() => metrics.Rejected.WithLabels(level, schema, "time-out"));
    private readonly Lazy<Counter.Child> _cancelled = new(() => metrics.Rejected.WithLabels(level, schema, "cancelled"));
    private readonly Lazy<Counter.Child> _queueFull = new(() => metrics.Rejected.WithLabels(level, schema, "queue-full"));
    private readonly Lazy<Counter.Child> _noSeat = new(() => metrics.Rejected.WithLabels(level, schema, "concurrency-limit"));
    private int _waiting;
    private int _executing;

    public string Level { get; } = level;

    public string Schema { get; } = schema;

    public Counter.Child Dispatched { get; } = metrics.Dispatched.WithLabels(level, schema);

    /// <summary>Seconds that requests waited which then ran.</summary>
    public Histogram.Child Waited { get; } = metrics.Waited.WithLabels(level, schema, "true");

    /// <summary>Seconds that requests ran.</summary>
    public Histogram.Child Ran { get; } = metrics.Ran.WithLabels(level, schema, "regular");

    public Counter.Child TimedOut => _timedOut.Value;

    public Counter.Child Cancelled => _cancelled.Value;

    public Counter.Child QueueFull => _queueFull.Value;

    public Counter.Child NoSeat => _noSeat.Value;

    public int Waiting => Volatile.Read(ref _waiting);

    public int Executing => Volatile.Read(ref _executing);

    public void AddWaiting(int change) => Interlocked.Add(ref _waiting, change);

    public void AddExecuting(int change) => Interlocked.Add(ref _executing, change);
}
