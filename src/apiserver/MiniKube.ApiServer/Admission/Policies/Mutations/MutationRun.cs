using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.Cel.Json;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.ApiServer.Admission.Policies.Mutations;

/// <summary>Runs the mutations of one policy on one write with one object of parameters, each within a budget of its own.</summary>
internal sealed class MutationRun
{
    private readonly MutatingPolicy _policy;
    private readonly MatchedResource _matched;
    private readonly CelValue? _parameters;
    private readonly PolicyMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly string _binding;
    private readonly List<string> _complaints = [];

    public MutationRun(PolicyInvocation<MutatingPolicy> invocation, PolicyMetrics metrics, TimeProvider time)
    {
        _metrics = metrics;
        _time = time;
        _binding = invocation.Binding.Name;
        _policy = invocation.Policy;
        _matched = invocation.Matched;
        _parameters = _policy.ParamKind is null ? (CelValue?)null : JsonValues.Of(invocation.Parameters, CelType.Dyn);
    }

    /// <summary>What could not be done.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <param name="operation">What is done.</param>
    /// <param name="subject">The write, in the version that was matched.</param>
    /// <param name="current">Its object in that version; not changed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The object as it shall be; the same where nothing is to be done. One mutation that fails does not hold up the next.</returns>
    public async ValueTask<JsonObject> MutateAsync(
        AdmissionOperation operation, ExpressionSubject subject, JsonObject current, CancellationToken cancellationToken)
    {
        var values = subject.ValuesWith(null, _parameters);
        switch (await _metrics.Conditions.EvaluatePolicyAsync(_policy.Conditions, _policy.Name, operation, subject, values, cancellationToken))
        {
            case MatchConditionsResult.Fails:
                return current;
            case MatchConditionsResult.Broken broken:
                _complaints.Add(broken.Message);
                return current;
            default:
                break;
        }

        foreach (var mutation in _policy.Mutations)
        {
            var started = _time.GetTimestamp();
            var made = await RunAsync(mutation.Program, subject, cancellationToken);
            var (changed, complaint) = made.IsError
                ? (null, $"expression '{mutation.Program.Expression}' resulted in error: {made.AsError}")
                : mutation.Apply(made, current, _matched);
            _metrics.ObserveMutation(_policy.Name, _binding, changed is null ? complaint : null, _time.GetElapsedTime(started));
            if (changed is null)
            {
                _complaints.Add(complaint);
            }
            else if (!ReferenceEquals(changed, current))
            {
                current = changed;
                subject = subject.With(current);
            }
        }

        return current;
    }

    private async ValueTask<CelValue> RunAsync(TypedProgram program, ExpressionSubject subject, CancellationToken cancellationToken)
    {
        if (program.Program is null)
        {
            return CelValue.Error(program.Error);
        }

        // What variables are is asked of the object as the mutations before have left it.
        var variables = new PolicyVariableValues(_policy.Variables, subject, _parameters);
        var result = await subject.RunAsync(
            program.Program, subject.ValuesWith(variables, _parameters), AdmissionEnvironment.CallCostMax, cancellationToken);
        return result.Cost + variables.Cost > AdmissionEnvironment.PolicyCostMax
            ? CelValue.Error(PolicyRun.OutOfBudget)
            : result.Value;
    }
}
