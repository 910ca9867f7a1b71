using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary><c>has(a.b)</c>: the test itself is free.</summary>
internal sealed class HasNode(Node operand, string field) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        return value.Kind switch
        {
            CelValueKind.Error => value,
            CelValueKind.Object => value.AsObject.Has(field),
            CelValueKind.Map => value.AsMap.TryGet(field, out _),
            CelValueKind.Optional => SelectNode.MaybeFieldOf(value, field).AsOptional is not null,
            _ => Errors.NoSuchOverload,
        };
    }
}
