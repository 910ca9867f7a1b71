using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>A field.</summary>
internal sealed class SelectNode(Node operand, string field) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        frame.Charge(1);
        return FieldOf(value, field);
    }

    internal static CelValue FieldOf(in CelValue value, string field) => value.Kind switch
    {
        CelValueKind.Error => value,
        CelValueKind.Object => value.AsObject.Get(field),
        CelValueKind.Map => value.AsMap.TryGet(field, out var member) ? member : Errors.NoSuchKey(field),
        CelValueKind.Optional => value.AsOptional is { } held ? MaybeFieldOf(held, field) : CelValue.None(),
        _ => Errors.NoSuchOverload,
    };

    /// <summary>The field as an optional: nothing when it is not there.</summary>
    internal static CelValue MaybeFieldOf(in CelValue value, string field) => value.Kind switch
    {
        CelValueKind.Error => value,
        CelValueKind.Object => value.AsObject.Has(field) ? CelValue.Some(value.AsObject.Get(field)) : CelValue.None(),
        CelValueKind.Map => value.AsMap.TryGet(field, out var member) ? CelValue.Some(member) : CelValue.None(),
        CelValueKind.Optional => value.AsOptional is { } held ? MaybeFieldOf(held, field) : CelValue.None(),
        _ => Errors.NoSuchOverload,
    };
}
