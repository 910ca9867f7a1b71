using System.Collections.Immutable;
using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions;

/// <summary>A signature of a function, with what it does and costs. Immutable.</summary>
public sealed class Overload
{
    private Overload(string function, bool isMethod, ImmutableArray<CelType> parameters, CelType result, CelFunction body, CostModel cost)
    {
        Function = function;
        IsMethod = isMethod;
        Parameters = parameters;
        Result = result;
        Body = body;
        Cost = cost;
    }

    public string Function { get; }

    /// <summary>Called on its first parameter.</summary>
    public bool IsMethod { get; }

    public ImmutableArray<CelType> Parameters { get; }

    public CelType Result { get; }

    public CelFunction Body { get; }

    public CostModel Cost { get; }

    /// <summary>Makes a faster body where the second argument is written out, such as a regular expression; null when it is no good.</summary>
    public Func<CelValue, CelFunction?>? ForConstant { get; private init; }

    public static Overload Of(string name, ImmutableArray<CelType> parameters, CelType result, CelFunction body, CostModel? cost = null) =>
        new(name, isMethod: false, parameters, result, body, cost ?? CostModel.One);

    /// <param name="name">The method's.</param>
    /// <param name="parameters">The first is what it is called on.</param>
    /// <param name="result">The type of what it answers.</param>
    /// <param name="body">What it does.</param>
    /// <param name="cost">One step when not given.</param>
    public static Overload Method(string name, ImmutableArray<CelType> parameters, CelType result, CelFunction body, CostModel? cost = null) =>
        new(name, isMethod: true, parameters, result, body, cost ?? CostModel.One);

    /// <summary>The overload with a way to make a faster body for a constant.</summary>
    public Overload Prepared(Func<CelValue, CelFunction?> forConstant) => new(Function, IsMethod, Parameters, Result, Body, Cost) { ForConstant = forConstant };

    /// <summary>Whether the arguments are of the kinds of the parameters.</summary>
    internal bool Accepts(ReadOnlySpan<CelValue> arguments)
    {
        if (arguments.Length != Parameters.Length)
        {
            return false;
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            if (!Parameters[i].Accepts(arguments[i]))
            {
                return false;
            }
        }

        return true;
    }
}
