using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Extensions;

/// <summary>Kubernetes' functions of lists.</summary>
internal static class ListFunctions
{
    private static readonly CelType A = CelType.Parameter("A");

    public static IEnumerable<Overload> All =>
    [
        .. new[] { CelType.Int, CelType.Uint, CelType.Double, CelType.Duration }.SelectMany(Sums),
        .. new[] { CelType.Int, CelType.Uint, CelType.Double, CelType.Bool, CelType.Duration, CelType.Timestamp, CelType.String, CelType.Bytes }.SelectMany(Orders),
        Overload.Method("indexOf", [CelType.ListOf(A), A], CelType.Int, static args => IndexOf(args[0].AsList, args[1]), CostModel.Scan(0)),
        Overload.Method("lastIndexOf", [CelType.ListOf(A), A], CelType.Int, static args => LastIndexOf(args[0].AsList, args[1]), CostModel.Scan(0)),
    ];

    private static IEnumerable<Overload> Sums(CelType type)
    {
        var add = Standard.Arithmetic.All.First(overload => overload.Function == Expressions.Operators.Add && overload.Parameters is [var left, var right]
            && left.Equals(type) && right.Equals(type)).Body;
        var zero = type.Kind switch
        {
            CelTypeKind.Int => (CelValue)0L,
            CelTypeKind.Uint => CelValue.Uint(0),
            CelTypeKind.Double => 0.0,
            _ => CelValue.Duration(0),
        };
        yield return Overload.Method("sum", [CelType.ListOf(type)], type, args =>
        {
            var sum = zero;
            var list = args[0].AsList;
            for (var i = 0; i < list.Count && !sum.IsError; i++)
            {
                sum = type.Accepts(list[i]) ? add([sum, list[i]]) : Errors.NoSuchOverload;
            }

            return sum;
        }, CostModel.Scan(0));
    }

    private static IEnumerable<Overload> Orders(CelType type)
    {
        var list = CelType.ListOf(type);
        yield return Overload.Method("isSorted", [list], CelType.Bool, static args => IsSorted(args[0].AsList), CostModel.Scan(0));
        yield return Overload.Method("min", [list], type, static args => Extreme(args[0].AsList, "min", sign: 1), CostModel.Scan(0));
        yield return Overload.Method("max", [list], type, static args => Extreme(args[0].AsList, "max", sign: -1), CostModel.Scan(0));
    }

    private static CelValue IsSorted(CelList list)
    {
        for (var i = 1; i < list.Count; i++)
        {
            if (CelOrder.Compare(list[i - 1], list[i]) is not { } order)
            {
                return Errors.NoSuchOverload;
            }

            if (order > 0)
            {
                return false;
            }
        }

        return true;
    }

    private static CelValue Extreme(CelList list, string name, int sign)
    {
        if (list.Count == 0)
        {
            return CelValue.Error($"{name} called on empty list");
        }

        var best = list[0];
        for (var i = 1; i < list.Count; i++)
        {
            if (CelOrder.Compare(list[i], best) is not { } order)
            {
                return Errors.NoSuchOverload;
            }

            best = order * sign < 0 ? list[i] : best;
        }

        return best;
    }

    private static CelValue IndexOf(CelList list, in CelValue sought)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (CelEquality.AreEqual(list[i], sought))
            {
                return (long)i;
            }
        }

        return -1L;
    }

    private static CelValue LastIndexOf(CelList list, in CelValue sought)
    {
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (CelEquality.AreEqual(list[i], sought))
            {
                return (long)i;
            }
        }

        return -1L;
    }
}
