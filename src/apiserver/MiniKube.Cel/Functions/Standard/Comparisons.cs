using MiniKube.Cel.Costs;
using MiniKube.Cel.Expressions;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Standard;

/// <summary>Equality and order; numbers of different kinds have an order too.</summary>
internal static class Comparisons
{
    private static readonly CelType Any = CelType.Parameter("A");
    private static readonly CelType[] Numbers = [CelType.Int, CelType.Uint, CelType.Double];
    private static readonly CelType[] Ordered = [CelType.Bool, CelType.String, CelType.Bytes, CelType.Duration, CelType.Timestamp];

    public static IEnumerable<Overload> All =>
    [
        Overload.Of(Operators.Equal, [Any, Any], CelType.Bool, static args => CelEquality.AreEqual(args[0], args[1]), CostModel.Compare),
        Overload.Of(Operators.NotEqual, [Any, Any], CelType.Bool, static args => !CelEquality.AreEqual(args[0], args[1]), CostModel.Compare),
        .. Of(Operators.Less, static order => order < 0),
        .. Of(Operators.LessOrEqual, static order => order <= 0),
        .. Of(Operators.Greater, static order => order > 0),
        .. Of(Operators.GreaterOrEqual, static order => order >= 0),
    ];

    private static IEnumerable<Overload> Of(string name, Func<int, bool> holds)
    {
        // Against what is not a number nothing holds.
        CelValue Body(ReadOnlySpan<CelValue> args) => CelOrder.Compare(args[0], args[1]) is { } order && holds(order);

        foreach (var left in Numbers)
        {
            foreach (var right in Numbers)
            {
                yield return Overload.Of(name, [left, right], CelType.Bool, Body);
            }
        }

        foreach (var type in Ordered)
        {
            yield return Overload.Of(
                name, [type, type], CelType.Bool, Body, type.Kind is CelTypeKind.String or CelTypeKind.Bytes ? CostModel.Compare : CostModel.One);
        }
    }
}
