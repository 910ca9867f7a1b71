using MiniKube.Cel.Expressions;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>Names a value while a part of the program runs.</summary>
internal sealed class BindNode(BindKind kind, int slot, Node value, Node body) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var bound = value.Evaluate(frame);
        if (kind == BindKind.Plain)
        {
            // An error is bound too: whether it counts is the body's affair.
            frame.Charge(1);
            frame.Locals[slot] = bound;
            return body.Evaluate(frame);
        }

        if (bound.Kind != CelValueKind.Optional)
        {
            return bound.IsError ? bound : Errors.NoSuchOverload;
        }

        frame.Charge(1);
        if (bound.AsOptional is not { } held)
        {
            return bound;
        }

        frame.Locals[slot] = held;
        var made = body.Evaluate(frame);
        return made.IsError ? made
            : kind == BindKind.OptionalMap ? CelValue.Some(made)
            : made.Kind == CelValueKind.Optional ? made
            : Errors.NoSuchOverload;
    }
}
