using MiniKube.Cel.Costs;
using MiniKube.Cel.Functions.Standard;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Extensions;

/// <summary>The sets extension: lists without regard to order and repetition.</summary>
internal static class SetFunctions
{
    private static readonly CelType List = CelType.ListOf(CelType.Parameter("A"));

    public static IEnumerable<Overload> All =>
    [
        Overload.Of("sets.contains", [List, List], CelType.Bool, static args => ContainsAll(args[0].AsList, args[1].AsList), CostModel.Pairs(1)),
        Overload.Of("sets.equivalent", [List, List], CelType.Bool, static args =>
            ContainsAll(args[0].AsList, args[1].AsList) && ContainsAll(args[1].AsList, args[0].AsList), CostModel.Pairs(2)),
        Overload.Of("sets.intersects", [List, List], CelType.Bool, static args => Intersects(args[0].AsList, args[1].AsList), CostModel.Pairs(1)),
    ];

    private static bool ContainsAll(CelList list, CelList sought)
    {
        for (var i = 0; i < sought.Count; i++)
        {
            if (!Containers.Contains(list, sought[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Intersects(CelList list, CelList other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            if (Containers.Contains(list, other[i]))
            {
                return true;
            }
        }

        return false;
    }
}
