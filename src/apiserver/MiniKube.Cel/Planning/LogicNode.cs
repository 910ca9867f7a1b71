using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>
/// <c>&amp;&amp;</c> and <c>||</c>. The order does not matter: what decides on one side decides, also when the other side is an error.
/// </summary>
/// <param name="left">Looked at first.</param>
/// <param name="right">Looked at when the left does not decide.</param>
/// <param name="decider">True for <c>||</c>, false for <c>&amp;&amp;</c>.</param>
internal sealed class LogicNode(Node left, Node right, bool decider) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var first = left.Evaluate(frame);
        if (Decides(first))
        {
            return first;
        }

        var second = right.Evaluate(frame);
        return Decides(second) ? second
            : first.IsError ? first
            : second.IsError ? second
            : first.Kind == CelValueKind.Bool && second.Kind == CelValueKind.Bool ? !decider
            : Errors.NoSuchOverload;
    }

    private bool Decides(in CelValue value) => decider ? value.IsTrue : value.IsFalse;
}
