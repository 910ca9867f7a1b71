using System.Collections.Immutable;
using MiniKube.Cel.Costs;
using MiniKube.Cel.Expressions;
using MiniKube.Cel.Planning;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel;

/// <summary>A program that was checked. Immutable.</summary>
public sealed class CelProgram
{
    private readonly Expr _expr;
    private readonly Node _node;
    private readonly int _localsMax;
    private readonly ImmutableArray<CelVariable> _variables;

    internal CelProgram(string source, Expr expr, Node node, int localsMax, ImmutableArray<CelVariable> variables)
    {
        Source = source;
        _expr = expr;
        _node = node;
        _localsMax = localsMax;
        _variables = variables;
    }

    public string Source { get; }

    public CelType ResultType => _expr.Type;

    /// <summary>Runs the program.</summary>
    /// <param name="values">Of the environment's variables, in their order.</param>
    /// <param name="costMax">The run ends when it costs more.</param>
    public CelResult Evaluate(ReadOnlySpan<CelValue> values, ulong costMax)
    {
        var frame = new Frame(values.ToArray(), _localsMax, costMax);
        try
        {
            return new CelResult(_node.Evaluate(frame), frame.Cost, IsOverBudget: false);
        }
        catch (CostLimitException)
        {
            return new CelResult(CelValue.Error("operation cancelled: actual cost limit exceeded"), frame.Cost, IsOverBudget: true);
        }
    }

    /// <summary>What a run costs at least and at most, as far as the types bound the sizes of values.</summary>
    public CostRange EstimateCost() => CostEstimator.Estimate(_expr);

    /// <summary>Whether the program reads the variable.</summary>
    public bool Uses(string variable) => UsesFinder.Uses(_expr, variable, _variables);
}
