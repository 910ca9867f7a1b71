using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Standard;

/// <summary>Values that may be missing.</summary>
internal static class Optionals
{
    private static readonly CelType A = CelType.Parameter("A");
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
    ];

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
