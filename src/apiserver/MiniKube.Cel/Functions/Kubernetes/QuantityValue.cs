using MiniKube.Api.Quantities;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>An amount of a resource.</summary>
internal sealed class QuantityValue(Quantity quantity) : CelOpaque
{
    public static CelType CelType { get; } = CelType.Opaque("kubernetes.Quantity");

    public Quantity Quantity => quantity;

    public override CelType Type => CelType;

    public override bool IsEqualTo(CelOpaque other) => other is QuantityValue one && one.Quantity == quantity;

    public override string ToString() => quantity.ToString();
}
