using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Standard;

/// <summary>Values that may be missing.</summary>
internal static class Optionals
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType List = CelType.ListOf(A);
    private static readonly CelType Maybe = CelType.OptionalOf(A);

    public static IEnumerable<Overload> All =>
    [
        Overload.Of("optional.of", [A], Maybe, static args => CelValue.Some(args[0])),
        Overload.Of("optional.none", [], Maybe, static _ => CelValue.None()),
        Overload.Of("optional.ofNonZeroValue", [A], Maybe, static args => IsZero(args[0]) ? CelValue.None() : CelValue.Some(args[0])),
        Overload.Method("hasValue", [Maybe], CelType.Bool, static args => args[0].AsOptional is not null),
        Overload.Method("value", [Maybe], A, static args => args[0].AsOptional ?? CelValue.Error("optional.none() dereference")),
        Overload.Method("or", [Maybe, Maybe], Maybe, static args => args[0].AsOptional is null ? args[1] : args[0]),
        Overload.Method("orValue", [Maybe, A], A, static args => args[0].AsOptional ?? args[1]),
        Overload.Of("optional.unwrap", [CelType.ListOf(Maybe)], List, static args => Unwrapped(args[0].AsList), CostModel.Scan(0)),
        Overload.Method("unwrapOpt", [CelType.ListOf(Maybe)], List, static args => Unwrapped(args[0].AsList), CostModel.Scan(0)),
        Overload.Method("first", [List], Maybe, static args => args[0].AsList is { Count: > 0 } list ? CelValue.Some(list[0]) : CelValue.None()),
        Overload.Method("last", [List], Maybe, static args => args[0].AsList is { Count: > 0 } list ? CelValue.Some(list[list.Count - 1]) : CelValue.None()),
    ];

    /// <summary>What is there, in its order.</summary>
    private static CelValue Unwrapped(CelList list)
    {
        var there = new List<CelValue>();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Kind != CelValueKind.Optional)
            {
                return Errors.NoSuchOverload;
            }

            if (list[i].AsOptional is { } value)
            {
                there.Add(value);
            }
        }

        return new ArrayList(there);
    }

    private static bool IsZero(in CelValue value) => value.Kind switch
    {
        CelValueKind.Null => true,
        CelValueKind.Bool => value.IsFalse,
        CelValueKind.Int or CelValueKind.Uint or CelValueKind.Duration => value.AsInt == 0,
        CelValueKind.Double => value.AsDouble == 0,
        CelValueKind.String => value.AsString.Length == 0,
        CelValueKind.Bytes => value.AsBytes.Length == 0,
        CelValueKind.List => value.AsList.Count == 0,
        CelValueKind.Map => value.AsMap.Count == 0,
        CelValueKind.Object => !value.AsObject.Fields.Any(),
        CelValueKind.Optional => value.AsOptional is null,
        _ => false,
    };
}
