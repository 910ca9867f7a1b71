using MiniKube.Cel.Costs;
using MiniKube.Cel.Expressions;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Standard;

/// <summary>Size, membership and access by index or key.</summary>
internal static class Containers
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType B = CelType.Parameter("B");
    private static readonly CelType List = CelType.ListOf(A);
    private static readonly CelType Map = CelType.MapOf(A, B);

    public static IEnumerable<Overload> All =>
    [
        .. Size(CelType.String, static args => CodePoints.Count(args[0].AsString)),
        .. Size(CelType.Bytes, static args => args[0].AsBytes.Length),
        .. Size(List, static args => args[0].AsList.Count),
        .. Size(Map, static args => args[0].AsMap.Count),
        Overload.Of(Operators.In, [A, List], CelType.Bool, static args => Contains(args[1].AsList, args[0]), CostModel.Scan(1)),
        Overload.Of(Operators.In, [A, Map], CelType.Bool, static args => args[1].AsMap.TryGet(args[0], out _)),
        Overload.Of(Operators.Index, [List, CelType.Int], A, static args => ItemAt(args[0].AsList, args[1])),
        Overload.Of(Operators.Index, [Map, A], B, static args => args[0].AsMap.TryGet(args[1], out var value) ? value : Errors.NoSuchKey(args[1])),
        .. Optional(),
    ];

    internal static bool Contains(CelList list, in CelValue value)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (CelEquality.AreEqual(list[i], value))
            {
                return true;
            }
        }

        return false;
    }

    private static Overload[] Size(CelType type, CelFunction body) =>
        [Overload.Of("size", [type], CelType.Int, body), Overload.Method("size", [type], CelType.Int, body)];

    private static CelValue ItemAt(CelList list, in CelValue index) =>
        index.AsInt >= 0 && index.AsInt < list.Count ? list[(int)index.AsInt] : Errors.OutOfBounds(index.AsInt);

    private static IEnumerable<Overload> Optional()
    {
        static CelValue Some(in CelValue value) => value.IsError ? CelValue.None() : CelValue.Some(value);

        static CelValue Within(in CelValue optional, Func<CelValue, CelValue> get) =>
            optional.AsOptional is { } inner ? get(inner) is { IsError: false } value ? CelValue.Some(value) : CelValue.None() : CelValue.None();

        var (index, optional) = (Operators.Index, Operators.OptionalIndex);
        yield return Overload.Of(optional, [List, CelType.Int], CelType.OptionalOf(A), static args => Some(ItemAt(args[0].AsList, args[1])));
        yield return Overload.Of(optional, [Map, A], CelType.OptionalOf(B), static args =>
            args[0].AsMap.TryGet(args[1], out var value) ? CelValue.Some(value) : CelValue.None());
        foreach (var name in new[] { index, optional })
        {
            yield return Overload.Of(name, [CelType.OptionalOf(List), CelType.Int], CelType.OptionalOf(A), static args =>
            {
                var at = args[1];
                return Within(args[0], list => list.Kind == CelValueKind.List ? ItemAt(list.AsList, at) : Errors.NoSuchOverload);
            });
            yield return Overload.Of(name, [CelType.OptionalOf(Map), A], CelType.OptionalOf(B), static args =>
            {
                var key = args[1];
                return Within(args[0], map => map.Kind == CelValueKind.Map && map.AsMap.TryGet(key, out var value) ? value : Errors.NoSuchKey(key));
            });
        }
    }
}
