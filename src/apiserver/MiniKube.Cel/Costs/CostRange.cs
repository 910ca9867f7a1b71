using System.Runtime.InteropServices;

namespace MiniKube.Cel.Costs;

/// <summary>What something costs at least and at most, in steps.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CostRange(ulong Min, ulong Max)
{
    public static CostRange Exactly(ulong cost) => new(cost, cost);

    public CostRange Add(CostRange other) => new(SaturatedMath.Add(Min, other.Min), SaturatedMath.Add(Max, other.Max));

    public CostRange Times(CostRange other) => new(SaturatedMath.Multiply(Min, other.Min), SaturatedMath.Multiply(Max, other.Max));

    public CostRange Union(CostRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));
}
