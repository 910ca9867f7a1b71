using Prometheus;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>The server's numbers of priority and fairness under upstream's names. Gauges are set when they are scraped.</summary>
internal sealed class FlowMetrics
{
    private static readonly string[] Labels = ["priority_level", "flow_schema"];
    private static readonly double[] Seconds = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30];

    private readonly Gauge _waiting;
    private readonly Gauge _executing;
    private readonly Gauge _seats;
    private readonly Gauge _nominal;
    private readonly Gauge _lower;
    private readonly Gauge _upper;
    private readonly Gauge _current;
    private readonly Gauge _demand;

    public FlowMetrics(CollectorRegistry registry)
    {
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        Dispatched = metrics.CreateCounter("apiserver_flowcontrol_dispatched_requests_total", "Requests that were let run.", Labels);
        Rejected = metrics.CreateCounter("apiserver_flowcontrol_rejected_requests_total", "Requests that were refused.", [.. Labels, "reason"]);
        Waited = metrics.CreateHistogram(
            "apiserver_flowcontrol_request_wait_duration_seconds",
            "Seconds that requests waited in their queue.",
            [.. Labels, "execute"],
            new HistogramConfiguration { Buckets = Seconds });
        Ran = metrics.CreateHistogram(
            "apiserver_flowcontrol_request_execution_seconds",
            "Seconds that requests ran.",
            [.. Labels, "type"],
            new HistogramConfiguration { Buckets = Seconds });
        _waiting = metrics.CreateGauge("apiserver_flowcontrol_current_inqueue_requests", "Requests that wait now.", Labels);
        _executing = metrics.CreateGauge("apiserver_flowcontrol_current_executing_requests", "Requests that run now.", Labels);
        _seats = metrics.CreateGauge("apiserver_flowcontrol_current_executing_seats", "Seats that are taken now.", "priority_level");
        _nominal = metrics.CreateGauge("apiserver_flowcontrol_nominal_limit_seats", "Seats by the level's shares.", "priority_level");
        _lower = metrics.CreateGauge("apiserver_flowcontrol_lower_limit_seats", "Seats that the level never lends.", "priority_level");
        _upper = metrics.CreateGauge("apiserver_flowcontrol_upper_limit_seats", "Seats that the level may have with what it borrows.", "priority_level");
        _current = metrics.CreateGauge("apiserver_flowcontrol_current_limit_seats", "Seats that the level has now.", "priority_level");
        _demand = metrics.CreateGauge("apiserver_flowcontrol_demand_seats_high_watermark", "The most seats wanted at once in the last period.", "priority_level");
    }

    public Counter Dispatched { get; }

    public Counter Rejected { get; }

    public Histogram Waited { get; }

    public Histogram Ran { get; }

    public void Show(IEnumerable<PriorityLevel> levels, IEnumerable<FlowRoute> routes)
    {
        foreach (var level in levels)
        {
            var name = level.Configuration.Name;
            _seats.WithLabels(name).Set(level.SeatsInUse);
            _nominal.WithLabels(name).Set(level.Limits.Nominal);
            _lower.WithLabels(name).Set(level.Limits.Lower);
            _upper.WithLabels(name).Set(level.Limits.Upper);
            _current.WithLabels(name).Set(level.SeatLimit);
            _demand.WithLabels(name).Set(level.LastDemand.High);
        }

        foreach (var route in routes)
        {
            _waiting.WithLabels(route.Measures.Level, route.Measures.Schema).Set(route.Measures.Waiting);
            _executing.WithLabels(route.Measures.Level, route.Measures.Schema).Set(route.Measures.Executing);
        }
    }
}
