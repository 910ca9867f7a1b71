using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary><c>all</c> and <c>exists</c>: an item that decides makes up for errors of others.</summary>
internal sealed class QuantifierNode(Node range, int slot, bool hasSecond, Node predicate, bool decider) : LoopNode(range, slot, hasSecond)
{
    // What the loop of other implementations costs beside the predicate.
    private readonly ulong _stepCost = decider ? 4UL : 3UL;

    protected override object? Begin() => null;

    protected override CelValue? Step(Frame frame, ref CelValue state, object? made)
    {
        frame.Charge(_stepCost);
        var answer = predicate.Evaluate(frame);
        if (decider ? answer.IsTrue : answer.IsFalse)
        {
            return answer;
        }

        if (answer.Kind != CelValueKind.Bool && !state.IsError)
        {
            state = answer.IsError ? answer : Errors.NoSuchOverload;
        }

        return null;
    }

    protected override CelValue End(in CelValue state, object? made) => state.IsError ? state : !decider;
}
