using MiniKube.ApiServer.Admission.Expressions;
using Prometheus;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Counts and times what programs of policies came to, under upstream's names. Series come with the first program, so that none cost when there is no policy.</summary>
internal sealed class PolicyMetrics
{
    private static readonly HistogramConfiguration Times = new() { Buckets = [0.0000005, 0.001, 0.01, 0.1, 1] };

    private readonly Counter _validations;
    private readonly Histogram _validationSeconds;
    private readonly Counter _mutations;
    private readonly Histogram _mutationSeconds;

    public PolicyMetrics(CollectorRegistry registry, MatchConditionMetrics conditions)
    {
        Conditions = conditions;
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        string[] mutationLabels = ["policy", "policy_binding", "error_type"];
        string[] validationLabels = [.. mutationLabels, "enforcement_action"];
        _validations = metrics.CreateCounter(
            "apiserver_validating_admission_policy_check_total",
            "Failed validations of policies by policy, binding, kind of error and what was done.",
            validationLabels);
        _validationSeconds = metrics.CreateHistogram(
            "apiserver_validating_admission_policy_check_duration_seconds",
            "Time of failed validations of policies in seconds by policy, binding, kind of error and what was done.",
            validationLabels,
            Times);
        _mutations = metrics.CreateCounter(
            "apiserver_mutating_admission_policy_check_total", "Mutations of policies by policy, binding and kind of error.", mutationLabels);
        _mutationSeconds = metrics.CreateHistogram(
            "apiserver_mutating_admission_policy_check_duration_seconds",
            "Time of mutations of policies in seconds by policy, binding and kind of error.",
            mutationLabels,
            Times);
    }

    /// <summary>Of the conditions under which policies are asked.</summary>
    public MatchConditionMetrics Conditions { get; }

    /// <summary>As upstream, what holds is not counted; what is against a write is, once for each action.</summary>
    public void Observe(PolicyDecision decision)
    {
        if (decision.Weight == PolicyDecisionWeight.PassedOver)
        {
            Observe(decision, "allow");
            return;
        }

        if (decision.Denies)
        {
            Observe(decision, "deny");
        }

        if (decision.Audits)
        {
            Observe(decision, "audit");
        }

        if (decision.Warns)
        {
            Observe(decision, "warn");
        }
    }

    /// <param name="policy">Its name.</param>
    /// <param name="binding">The name of the binding.</param>
    /// <param name="complaint">What was wrong; null for nothing.</param>
    /// <param name="took">How long it took.</param>
    public void ObserveMutation(string policy, string binding, string? complaint, TimeSpan took)
    {
        var error = complaint is null ? "no_error" : ErrorOf(complaint);
        _mutations.WithLabels(policy, binding, error).Inc();
        _mutationSeconds.WithLabels(policy, binding, error).Observe(took.TotalSeconds);
    }

    private void Observe(PolicyDecision decision, string action)
    {
        var error = ErrorOf(decision.Message);
        _validations.WithLabels(decision.Policy, decision.Binding.Name, error, action).Inc();
        _validationSeconds.WithLabels(decision.Policy, decision.Binding.Name, error, action).Observe(decision.Took.TotalSeconds);
    }

    private static string ErrorOf(string complaint) =>
        complaint.Contains("compilation failed", StringComparison.Ordinal) ? "compile_error"
        : complaint.Contains(PolicyRun.OutOfBudget, StringComparison.Ordinal) ? "out_of_budget"
        : "invalid_error";
}
