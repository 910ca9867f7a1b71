using System.Collections.Concurrent;
using MiniKube.ApiServer.Http;
using Prometheus;

namespace MiniKube.ApiServer.Metrics;

/// <summary>Counts and times requests under upstream's names. A request costs one look-up.</summary>
internal sealed class RequestMetrics
{
    private static readonly string[] RequestLabels =
        ["verb", "dry_run", "group", "version", "resource", "subresource", "scope", "component", "code"];

    private static readonly string[] DurationLabels =
        ["verb", "dry_run", "group", "version", "resource", "subresource", "scope", "component"];

    private static readonly string[] LongRunningLabels =
        ["verb", "group", "version", "resource", "subresource", "scope", "component"];

    private readonly ConcurrentDictionary<RequestSeries, Counter.Child> _counters = new();
    private readonly ConcurrentDictionary<RequestSeries, Histogram.Child> _durations = new();
    private readonly ConcurrentDictionary<RequestSeries, Gauge.Child> _longRunning = new();
    private readonly Counter _requests;
    private readonly Histogram _seconds;
    private readonly Gauge _running;
    private readonly Gauge _inFlight;
    private readonly CollectorRegistry _registry;

    public RequestMetrics(CollectorRegistry registry)
    {
        _registry = registry;
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        _requests = metrics.CreateCounter(
            "apiserver_request_total",
            "Requests by verb, dry run, group, version, resource, scope, component and code.",
            RequestLabels);
        _seconds = metrics.CreateHistogram(
            "apiserver_request_duration_seconds",
            "Response time in seconds by verb, dry run, group, version, resource, subresource, scope and component.",
            DurationLabels,
            new HistogramConfiguration { Buckets = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60] });
        _running = metrics.CreateGauge(
            "apiserver_longrunning_requests",
            "Active long-running requests by verb, group, version, resource, scope and component.",
            LongRunningLabels);
        _inFlight = metrics.CreateGauge(
            "apiserver_current_inflight_requests",
            "Requests in flight, by kind, at the time of the scrape.",
            "request_kind");
    }

    /// <summary>Reads the gauges when they are scraped, so that a request does not write them.</summary>
    public void WatchInFlight(Func<int> reading, Func<int> mutating)
    {
        var readOnly = _inFlight.WithLabels("readOnly");
        var writing = _inFlight.WithLabels("mutating");
        _registry.AddBeforeCollectCallback(() =>
        {
            readOnly.Set(reading());
            writing.Set(mutating());
        });
    }

    /// <summary>Counts a long-running request until it is disposed.</summary>
    public IDisposable BeginLongRunning(RequestInfo info) =>
        _longRunning.GetOrAdd(RequestSeries.Of(info, 0), static (series, gauge) => gauge.WithLabels(series.LongRunningLabels), _running).TrackInProgress();

    public void Observe(RequestScope scope, int code, TimeSpan took)
    {
        // What a client makes up must not become a series.
        var series = scope is { IsServed: true, Info: { } info } ? RequestSeries.Of(info, code) : RequestSeries.Unknown(code);
        _counters.GetOrAdd(series, static (key, counter) => counter.WithLabels(key.RequestLabels), _requests).Inc();
        if (scope.Info is { IsLongRunning: false })
        {
            _durations
                .GetOrAdd(series with { Code = 0 }, static (key, seconds) => seconds.WithLabels(key.DurationLabels), _seconds)
                .Observe(took.TotalSeconds);
        }
    }
}
