namespace MiniKube.Cel.Costs;

/// <summary>Arithmetic that stops at the largest number: more than that is too much anyway.</summary>
internal static class SaturatedMath
{
    public static ulong Add(ulong left, ulong right) => left > ulong.MaxValue - right ? ulong.MaxValue : left + right;

    public static ulong Multiply(ulong left, ulong right) => Math.BigMul(left, right, out var low) == 0 ? low : ulong.MaxValue;

    /// <summary>The product, rounded up.</summary>
    public static ulong Scale(ulong value, double factor)
    {
        var product = Math.Ceiling(value * factor);
        return product >= ulong.MaxValue ? ulong.MaxValue : (ulong)product;
    }
}
