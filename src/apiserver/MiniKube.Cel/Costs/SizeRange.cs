using System.Runtime.InteropServices;

namespace MiniKube.Cel.Costs;

/// <summary>How large a value is at least and at most: the code points of a text, the items of a list, the entries of a map; 1 for a scalar.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SizeRange(ulong Min, ulong Max)
{
    public static SizeRange Unknown => new(0, ulong.MaxValue);

    public static SizeRange One => new(1, 1);

    public static SizeRange Exactly(ulong size) => new(size, size);

    public SizeRange Add(SizeRange other) => new(SaturatedMath.Add(Min, other.Min), SaturatedMath.Add(Max, other.Max));

    public SizeRange Times(SizeRange other) => new(SaturatedMath.Multiply(Min, other.Min), SaturatedMath.Multiply(Max, other.Max));

    public SizeRange Union(SizeRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    /// <summary>What a step for each of so many costs.</summary>
    public CostRange Cost(double perUnit) => new(SaturatedMath.Scale(Min, perUnit), SaturatedMath.Scale(Max, perUnit));
}
