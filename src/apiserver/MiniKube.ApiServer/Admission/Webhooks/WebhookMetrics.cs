using System.Globalization;
using Prometheus;

namespace MiniKube.ApiServer.Admission.Webhooks;

/// <summary>Counts and times webhooks under upstream's names. Series come with the first call, so that none cost when there is no webhook.</summary>
internal sealed class WebhookMetrics
{
    private const int CodeMax = 600;

    private readonly Histogram _seconds;
    private readonly Counter _requests;
    private readonly Counter _rejections;
    private readonly Counter _ignored;

    public WebhookMetrics(CollectorRegistry registry)
    {
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        _seconds = metrics.CreateHistogram(
            "apiserver_admission_webhook_admission_duration_seconds",
            "Admission webhook latency in seconds by name, type, operation and whether it rejected.",
            ["name", "type", "operation", "rejected"],
            new HistogramConfiguration { Buckets = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25] });
        _requests = metrics.CreateCounter(
            "apiserver_admission_webhook_request_total",
            "Admission webhook calls by name, type, operation, code and whether they rejected.",
            "name",
            "type",
            "operation",
            "code",
            "rejected");
        _rejections = metrics.CreateCounter(
            "apiserver_admission_webhook_rejection_count",
            "Rejections by admission webhooks by name, type, operation, kind of error and code.",
            "name",
            "type",
            "operation",
            "error_type",
            "rejection_code");
        _ignored = metrics.CreateCounter(
            "apiserver_admission_webhook_fail_open_count",
            "Failed calls of admission webhooks that were ignored, by name and type.",
            "name",
            "type");
    }

    public void Observe(AdmissionWebhook webhook, string phase, string operation, WebhookOutcome outcome, TimeSpan took)
    {
        // What webhooks make up must not become series without end.
        var code = int.Min(CodeMax, outcome switch
        {
            WebhookOutcome.Denied denied => denied.Status.Code,
            WebhookOutcome.Failed failed => failed.Code,
            _ => 200,
        }).ToString(CultureInfo.InvariantCulture);
        var isRejected = outcome is WebhookOutcome.Denied || (outcome is WebhookOutcome.Failed && !webhook.IgnoresFailure);
        var rejected = isRejected ? "true" : "false";
        _seconds.WithLabels(webhook.Name, phase, operation, rejected).Observe(took.TotalSeconds);
        _requests.WithLabels(webhook.Name, phase, operation, code, rejected).Inc();
        if (isRejected)
        {
            _rejections.WithLabels(webhook.Name, phase, operation, outcome is WebhookOutcome.Denied ? "no_error" : "calling_webhook_error", code).Inc();
        }
    }

    /// <summary>A write is refused since this server cannot ask the webhook, or cannot take its answer.</summary>
    public void CountInternalError(AdmissionWebhook webhook, string phase, string operation) =>
        _rejections.WithLabels(webhook.Name, phase, operation, "apiserver_internal_error", "0").Inc();

    public void CountIgnored(AdmissionWebhook webhook, string phase) => _ignored.WithLabels(webhook.Name, phase).Inc();
}
