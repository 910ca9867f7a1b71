using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.Cel.Json;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Asks one policy about one write with one set of parameters, within the policy's budget.</summary>
internal sealed class PolicyRun
{
    private const int MessageCharsMax = 5 * 1024;

    private readonly ValidatingPolicy _policy;
    private readonly PolicyBinding _binding;
    private readonly ExpressionSubject _subject;
    private readonly PolicyVariableValues _variables;
    private readonly CelValue[] _values;
    private ulong _spent;

    public PolicyRun(ValidatingPolicy policy, PolicyBinding binding, ExpressionSubject subject, JsonObject? parameters)
    {
        _policy = policy;
        _binding = binding;
        _subject = subject;
        CelValue? given = policy.ParamKind is null ? (CelValue?)null : JsonValues.Of(parameters, CelType.Dyn);
        _variables = new PolicyVariableValues(policy.Variables, subject, given);
        _values = subject.ValuesWith(_variables, given);
    }

    /// <returns>What the policy is against; nothing when it has no objection, or is not about the write.</returns>
    public async ValueTask<IReadOnlyList<PolicyDecision>> ValidateAsync(ICollection<(string Key, string Value)> annotations, CancellationToken cancellationToken)
    {
        switch (await _policy.Conditions.EvaluateAsync(_subject, _values, cancellationToken))
        {
            case MatchConditionsResult.Fails:
                return [];
            case MatchConditionsResult.Broken broken:
                return _policy.IgnoresFailure ? [] : [Against(-1, broken.Message, "Invalid")];
            default:
                break;
        }

        var decisions = new List<PolicyDecision>();
        for (var i = 0; i < _policy.Validations.Length; i++)
        {
            if (await DecideAsync(i, _policy.Validations[i], cancellationToken) is { } decision)
            {
                decisions.Add(decision);
            }
        }

        foreach (var (key, program) in _policy.Annotations)
        {
            var value = await RunAsync(program, cancellationToken);
            if (value.Kind == CelValueKind.String && value.AsString.Trim() is { Length: > 0 } text)
            {
                annotations.Add(($"{_policy.Name}/{key}", text));
            }
            else if (value.Kind is not (CelValueKind.String or CelValueKind.Null) && !_policy.IgnoresFailure)
            {
                decisions.Add(Against(-1, $"valueExpression '{program.Expression}' resulted in error: {Complaint(value)}", "Invalid"));
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
            return _policy.IgnoresFailure
                ? null
                : Against(index, $"expression '{validation.Program.Expression}' resulted in error: {Complaint(value)}", "Invalid");
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

        if (_spent + _variables.Cost > AdmissionEnvironment.PolicyCostMax)
        {
            return CelValue.Error("validation failed due to running out of cost budget, no further validation rules will be run");
        }

        var result = await _subject.RunAsync(program.Program, _values, AdmissionEnvironment.CallCostMax, cancellationToken);
        _spent += result.Cost;
        return result.Value;
    }

    private static string Complaint(in CelValue value) => value.IsError ? value.AsError : "expression must evaluate to a bool";

    private PolicyDecision Against(int index, string message, string reason) => new(_policy.Name, _binding, index, message, reason);
}
