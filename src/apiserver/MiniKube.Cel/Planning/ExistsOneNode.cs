using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary><c>exists_one</c>: looks at all items, and an error is an error.</summary>
internal sealed class ExistsOneNode(Node range, int slot, bool hasSecond, Node predicate) : LoopNode(range, slot, hasSecond)
{
    protected override object? Begin() => null;

    protected override CelValue? Step(Frame frame, ref CelValue state, object? made)
    {
        frame.Charge(1);
        var answer = predicate.Evaluate(frame);
        if (answer.Kind != CelValueKind.Bool)
        {
            return answer.IsError ? answer : Errors.NoSuchOverload;
        }

        if (answer.IsTrue)
        {
            frame.Charge(1);
            state = state.Kind == CelValueKind.Null ? 1L : state.AsInt + 1;
        }

        return null;
    }

    protected override CelValue End(in CelValue state, object? made) => state.Kind == CelValueKind.Int && state.AsInt == 1;
}
