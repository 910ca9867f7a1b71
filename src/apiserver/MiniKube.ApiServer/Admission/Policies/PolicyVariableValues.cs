using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>The variables of a policy for one write: each is evaluated when it is first asked for, and kept when that was final.</summary>
internal sealed class PolicyVariableValues(PolicyVariables variables, ExpressionSubject subject, CelValue? parameters) : CelObject
{
    private readonly Dictionary<string, CelValue> _known = new(StringComparer.Ordinal);
    private CelValue[]? _values;

    public override CelType Type => variables.Type;

    public override IEnumerable<string> Fields => variables.Programs.Select(variable => variable.Name);

    /// <summary>What they have cost so far.</summary>
    public ulong Cost { get; private set; }

    public override bool Has(string field) => variables.Type.Fields!.Find(field) is not null;

    public override CelValue Get(string field)
    {
        if (_known.TryGetValue(field, out var known))
        {
            return known;
        }

        // The last of a name counts; it cannot name itself, so this ends.
        var program = variables.Programs.Last(variable => variable.Name == field).Program;
        var value = program.Program is null ? CelValue.Error(program.Error) : Evaluate(program);
        if (!subject.IsWaiting)
        {
            _known[field] = value;
        }

        return value;
    }

    private CelValue Evaluate(TypedProgram program)
    {
        _values ??= subject.ValuesWith(this, parameters);
        var result = program.Program!.Evaluate(_values, AdmissionEnvironment.CallCostMax);
        Cost += result.Cost;
        return result.Value;
    }
}
