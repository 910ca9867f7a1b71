using MiniKube.Cel.Values;
using Prometheus;

namespace MiniKube.ApiServer.Admission.Expressions;

/// <summary>Counts and times match conditions under upstream's names. Series come with the first condition, so that none cost when there is none.</summary>
internal sealed class MatchConditionMetrics
{
    private static readonly string[] Labels = ["name", "kind", "type", "operation"];
    private static readonly HistogramConfiguration Times = new() { Buckets = [0.001, 0.005, 0.01, 0.025, 0.1, 0.2, 0.25] };

    private readonly Histogram _seconds;
    private readonly Counter _errors;
    private readonly Counter _exclusions;
    private readonly TimeProvider _time;

    public MatchConditionMetrics(CollectorRegistry registry, TimeProvider time)
    {
        _time = time;
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        _seconds = metrics.CreateHistogram(
            "apiserver_admission_match_condition_evaluation_seconds",
            "Time of match conditions in seconds by name, kind (webhook or policy), type and operation.",
            Labels,
            Times);
        _errors = metrics.CreateCounter(
            "apiserver_admission_match_condition_evaluation_errors_total",
            "Match conditions that could not be evaluated by name, kind (webhook or policy), type and operation.",
            Labels);
        _exclusions = metrics.CreateCounter(
            "apiserver_admission_match_condition_exclusions_total",
            "Webhooks that were not asked because of their match conditions by name, kind, type and operation.",
            Labels);
    }

    /// <summary>Conditions of a policy, of either sort: upstream calls both <c>validate</c>.</summary>
    public ValueTask<MatchConditionsResult> EvaluatePolicyAsync(
        MatchConditions conditions, string name, AdmissionOperation operation, ExpressionSubject subject, CelValue[] values, CancellationToken cancellationToken) =>
        EvaluateAsync(conditions, [name, "policy", "validate", PluginTimes.WordOf(operation)], subject, values, cancellationToken);

    /// <summary>Conditions of a webhook. As upstream its type is another word where it is not asked.</summary>
    public async ValueTask<MatchConditionsResult> EvaluateWebhookAsync(
        MatchConditions conditions, string name, bool isMutating, AdmissionOperation operation, ExpressionSubject subject, CancellationToken cancellationToken)
    {
        var word = PluginTimes.WordOf(operation);
        var result = await EvaluateAsync(
            conditions, [name, "webhook", isMutating ? "admit" : "validating", word], subject, subject.ValuesWith(null, null), cancellationToken);
        if (result is MatchConditionsResult.Fails)
        {
            _exclusions.WithLabels(name, "webhook", isMutating ? "admit" : "validate", word).Inc();
        }

        return result;
    }

    private async ValueTask<MatchConditionsResult> EvaluateAsync(
        MatchConditions conditions, string[] labels, ExpressionSubject subject, CelValue[] values, CancellationToken cancellationToken)
    {
        if (conditions.IsEmpty)
        {
            return await conditions.EvaluateAsync(subject, values, cancellationToken);
        }

        var started = _time.GetTimestamp();
        var result = await conditions.EvaluateAsync(subject, values, cancellationToken);
        _seconds.WithLabels(labels).Observe(_time.GetElapsedTime(started).TotalSeconds);
        if (result is MatchConditionsResult.Broken)
        {
            _errors.WithLabels(labels).Inc();
        }

        return result;
    }
}
