using MiniKube.Api.Quantities;
using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>Kubernetes' functions of quantities.</summary>
internal static class QuantityFunctions
{
    private static readonly CelType Amount = QuantityValue.CelType;

    public static IEnumerable<Overload> All =>
    [
        Overload.Of("quantity", [CelType.String], Amount, static args => Quantity.TryParse(args[0].AsString, out var quantity, out var complaint)
            ? new QuantityValue(quantity) : CelValue.Error(complaint), CostModel.Parse),
        Overload.Of("isQuantity", [CelType.String], CelType.Bool, static args => Quantity.TryParse(args[0].AsString, out _), CostModel.Parse),
        Overload.Method("sign", [Amount], CelType.Int, static args => (long)Of(args[0]).Sign),
        Overload.Method("isInteger", [Amount], CelType.Bool, static args => IsInteger(Of(args[0]))),
        Overload.Method("asInteger", [Amount], CelType.Int, static args => IsInteger(Of(args[0]))
            ? Of(args[0]).Value : CelValue.Error("cannot convert value to integer")),
        Overload.Method("asApproximateFloat", [Amount], CelType.Double, static args => Approximately(Of(args[0]))),
        Overload.Method("isGreaterThan", [Amount, Amount], CelType.Bool, static args => Of(args[0]) > Of(args[1])),
        Overload.Method("isLessThan", [Amount, Amount], CelType.Bool, static args => Of(args[0]) < Of(args[1])),
        Overload.Method("compareTo", [Amount, Amount], CelType.Int, static args => (long)Of(args[0]).CompareTo(Of(args[1]))),
        Overload.Method("add", [Amount, Amount], Amount, static args => new QuantityValue(Of(args[0]) + Of(args[1]))),
        Overload.Method("add", [Amount, CelType.Int], Amount, static args => new QuantityValue(Of(args[0]) + Quantity.FromUnits(args[1].AsInt))),
        Overload.Method("sub", [Amount, Amount], Amount, static args => new QuantityValue(Of(args[0]) - Of(args[1]))),
        Overload.Method("sub", [Amount, CelType.Int], Amount, static args => new QuantityValue(Of(args[0]) - Quantity.FromUnits(args[1].AsInt))),
    ];

    private static Quantity Of(in CelValue value) => ((QuantityValue)value.AsOpaque).Quantity;

    private static bool IsInteger(Quantity quantity) => Quantity.FromUnits(quantity.Value) == quantity;

    /// <summary>Whole units, and what is left in thousandths where it fits.</summary>
    private static double Approximately(Quantity quantity) =>
        Quantity.FromMilli(quantity.MilliValue) == quantity ? quantity.MilliValue / 1000.0 : quantity.Value;
}
