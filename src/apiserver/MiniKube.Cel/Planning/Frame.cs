using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>The state of one run.</summary>
internal sealed class Frame(CelValue[] variables, int localsMax, ulong costMax)
{
    public CelValue[] Variables => variables;

    /// <summary>What macros bind, by slot.</summary>
    public CelValue[] Locals { get; } = localsMax == 0 ? [] : new CelValue[localsMax];

    public ulong Cost { get; private set; }

    /// <exception cref="CostLimitException">That is too much.</exception>
    public void Charge(ulong cost)
    {
        Cost = Costs.SaturatedMath.Add(Cost, cost);
        if (Cost > costMax)
        {
            throw new CostLimitException();
        }
    }
}
