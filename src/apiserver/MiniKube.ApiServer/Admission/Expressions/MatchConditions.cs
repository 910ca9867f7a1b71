using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.Cel;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.ApiServer.Admission.Expressions;

/// <summary>The <c>matchConditions</c> of a webhook or a policy, compiled once (KEP-3716). Immutable.</summary>
internal sealed class MatchConditions
{
    private static readonly MatchConditionsResult Match = new MatchConditionsResult.Matches();

    private readonly ImmutableArray<(string Name, TypedProgram Condition)> _conditions;

    private MatchConditions(ImmutableArray<(string Name, TypedProgram Condition)> conditions) => _conditions = conditions;

    public static MatchConditions None { get; } = new([]);

    public bool IsEmpty => _conditions.IsEmpty;

    /// <summary>Those that do not compile: their place, their text, and why.</summary>
    public IEnumerable<(int Index, string Expression, string Error)> Faults => _conditions
        .Select((condition, index) => (index, condition.Condition.Expression, condition.Condition.Error))
        .Where(fault => fault.Error.Length > 0);

    /// <param name="conditions">The entries of <c>matchConditions</c>.</param>
    /// <param name="environment">What they may name.</param>
    public static MatchConditions Compile(IEnumerable<JsonObject> conditions, CelEnvironment environment) =>
        new([.. conditions.Select(condition => (condition.Text("name"), TypedProgram.Compile(condition.Text("expression"), environment, CelType.Bool)))]);

    /// <summary>A condition that is false decides, whatever happens to others.</summary>
    /// <param name="subject">The write.</param>
    /// <param name="values">Of the environment's variables.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<MatchConditionsResult> EvaluateAsync(ExpressionSubject subject, CelValue[] values, CancellationToken cancellationToken)
    {
        var left = AdmissionEnvironment.ConditionsCostMax;
        MatchConditionsResult.Broken? broken = null;
        foreach (var (name, condition) in _conditions)
        {
            if (condition.Program is not { } program)
            {
                broken ??= new($"match condition '{name}': {condition.Error}");
                continue;
            }

            var result = await subject.RunAsync(program, values, Math.Min(left, AdmissionEnvironment.CallCostMax), cancellationToken);
            left -= Math.Min(left, result.Cost);
            if (result.Value.IsFalse)
            {
                return new MatchConditionsResult.Fails(name);
            }

            if (!result.Value.IsTrue)
            {
                broken ??= new(result.Value.IsError
                    ? $"match condition '{name}': expression '{program.Source}' resulted in error: {result.Value.AsError}"
                    : $"match condition '{name}' must evaluate to a bool");
            }
        }

        return broken ?? Match;
    }
}
