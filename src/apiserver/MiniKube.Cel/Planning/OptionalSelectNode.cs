using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary><c>a.?b</c>.</summary>
internal sealed class OptionalSelectNode(Node operand, string field) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        frame.Charge(1);
        return SelectNode.MaybeFieldOf(value, field);
    }
}
