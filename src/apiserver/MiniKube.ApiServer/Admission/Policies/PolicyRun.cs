using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.Cel.Json;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Asks one policy about one write with one set of parameters, within the policy's budget.</summary>
internal sealed class PolicyRun
{
    /// <summary>What is said when a policy's programs cost too much together.</summary>
    public const string OutOfBudget = "validation failed due to running out of cost budget, no further validation rules will be run";

    private const int MessageCharsMax = 5 * 1024;
    private const int AnnotationCharsMax = 10 * 1024;

    private readonly ValidatingPolicy _policy;
    private readonly PolicyBinding _binding;
    private readonly ExpressionSubject _subject;
    private readonly PolicyVariableValues _variables;
    private readonly CelValue[] _values;
    private readonly MatchConditionMetrics _metrics;
    private readonly TimeProvider _time;
    private ulong _spent;

    public PolicyRun(PolicyInvocation<ValidatingPolicy> invocation, ExpressionSubject subject, MatchConditionMetrics metrics, TimeProvider time)
    {
        _metrics = metrics;
        var (policy, binding, parameters) = (invocation.Policy, invocation.Binding, invocation.Parameters);
        _time = time;
        _policy = policy;
        _binding = binding;
        _subject = subject;
        CelValue? given = policy.ParamKind is null ? (CelValue?)null : JsonValues.Of(parameters, CelType.Dyn);
        _variables = new PolicyVariableValues(policy.Variables, subject, given);
        _values = subject.ValuesWith(_variables, given);
    }

    private bool IsOutOfBudget => _spent + _variables.Cost > AdmissionEnvironment.PolicyCostMax;

    /// <returns>What the policy is against, or cannot evaluate; nothing when it has no objection, or is not about the write.</returns>
    public async ValueTask<IReadOnlyList<PolicyDecision>> ValidateAsync(
        AdmissionOperation operation, ICollection<(string Key, string Value)> annotations, CancellationToken cancellationToken)
    {
        switch (await _metrics.EvaluatePolicyAsync(_policy.Conditions, _policy.Name, operation, _subject, _values, cancellationToken))
        {
            case MatchConditionsResult.Fails:
                return [];
            case MatchConditionsResult.Broken broken:
                return [Failed(-1, broken.Message)];
            default:
                break;
        }

        var decisions = new List<PolicyDecision>();
        for (var i = 0; i < _policy.Validations.Length; i++)
        {
            var started = _time.GetTimestamp();
            if (await DecideAsync(i, _policy.Validations[i], cancellationToken) is { } decision)
            {
                decisions.Add(decision with { Took = _time.GetElapsedTime(started) });
            }

            if (IsOutOfBudget)
            {
                // As upstream: nothing of what was found so far counts.
                return [Failed(-1, OutOfBudget)];
            }
        }

        foreach (var (key, program) in _policy.Annotations)
        {
            var started = _time.GetTimestamp();
            var value = await RunAsync(program, cancellationToken);
            if (value.Kind == CelValueKind.String && value.AsString.Trim() is { Length: > 0 } text)
            {
                annotations.Add(($"{_policy.Name}/{key}", text[..int.Min(text.Length, AnnotationCharsMax)]));
            }
            else if (value.Kind is not (CelValueKind.String or CelValueKind.Null) && !_policy.IgnoresFailure)
            {
                decisions.Add(Failed(-1, $"valueExpression '{program.Expression}' resulted in error: {Complaint(value)}") with
                {
                    Weight = PolicyDecisionWeight.Denying,
                    Took = _time.GetElapsedTime(started),
                });
            }
        }

        return decisions;
    }

    private async ValueTask<PolicyDecision?> DecideAsync(int index, PolicyValidation validation, CancellationToken cancellationToken)
    {
        var value = await RunAsync(validation.Program, cancellationToken);
        if (value.IsTrue)
        {
            return null;
        }

        if (!value.IsFalse)
        {
            return Failed(index, $"expression '{validation.Program.Expression}' resulted in error: {Complaint(value)}");
        }

        return Against(index, await MessageOfAsync(validation, cancellationToken), validation.Reason);
    }

    private async ValueTask<string> MessageOfAsync(PolicyValidation validation, CancellationToken cancellationToken)
    {
        if (validation.MessageProgram is not { } program || await RunAsync(program, cancellationToken) is not { Kind: CelValueKind.String } said)
        {
            return validation.DefaultMessage;
        }

        var text = said.AsString.Trim();
        return text.Length is > 0 and <= MessageCharsMax && !text.Contains('\n', StringComparison.Ordinal) ? text : validation.DefaultMessage;
    }

    private async ValueTask<CelValue> RunAsync(TypedProgram program, CancellationToken cancellationToken)
    {
        if (program.Program is null)
        {
            return CelValue.Error(program.Error);
        }

        if (IsOutOfBudget)
        {
            return CelValue.Error(OutOfBudget);
        }

        var result = await _subject.RunAsync(program.Program, _values, AdmissionEnvironment.CallCostMax, cancellationToken);
        _spent += result.Cost;
        return result.Value;
    }

    private static string Complaint(in CelValue value) => value.IsError ? value.AsError : "expression must evaluate to a bool";

    private PolicyDecision Failed(int index, string message) => Against(index, message, "Invalid") with
    {
        Weight = _policy.IgnoresFailure ? PolicyDecisionWeight.PassedOver : PolicyDecisionWeight.Binding,
    };

    private PolicyDecision Against(int index, string message, string reason) => new(_policy.Name, _binding, index, message, reason);
}
