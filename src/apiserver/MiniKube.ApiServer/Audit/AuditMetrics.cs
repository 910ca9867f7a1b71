using Prometheus;

namespace MiniKube.ApiServer.Audit;

/// <summary>Counts records under upstream's names.</summary>
internal sealed class AuditMetrics
{
    private readonly Counter _events;
    private readonly Counter _lost;
    private readonly Counter _rejected;
    private readonly Counter.Child[] _levels;

    public AuditMetrics(CollectorRegistry registry)
    {
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        _events = metrics.CreateCounter("apiserver_audit_event_total", "Audit events generated and sent to the audit backends.");
        _lost = metrics.CreateCounter("apiserver_audit_error_total", "Audit events that failed to be recorded, by the backend that lost them.", "plugin");
        _rejected = metrics.CreateCounter(
            "apiserver_audit_requests_rejected_total", "Requests refused because their audit event could not be recorded.");
        var levels = metrics.CreateCounter("apiserver_audit_level_total", "Requests by the level that the audit policy has for them.", "level");
        _levels = [.. Enum.GetNames<AuditLevel>().Select(level => levels.WithLabels(level))];
    }

    public void CountEvent() => _events.Inc();

    public void CountRejected() => _rejected.Inc();

    public void CountLevel(AuditLevel level) => _levels[(int)level].Inc();

    /// <param name="backend"><c>log</c> or <c>webhook</c>.</param>
    /// <param name="events">How many were lost.</param>
    public void CountLost(string backend, int events) => _lost.WithLabels(backend).Inc(events);
}
