using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary><c>map</c>, <c>filter</c> and <c>transformList</c>: make a list.</summary>
/// <param name="range">What is walked over.</param>
/// <param name="slot">Of the first variable.</param>
/// <param name="hasSecond">Two variables are bound.</param>
/// <param name="predicate">Null when all items count.</param>
/// <param name="transform">What becomes of an item; null for the item itself.</param>
internal sealed class ListLoopNode(Node range, int slot, bool hasSecond, Node? predicate, Node? transform) : LoopNode(range, slot, hasSecond)
{
    private const ulong AppendCost = 12;

    private readonly int _slot = slot;

    protected override object? Begin() => new List<CelValue>();

    protected override CelValue? Step(Frame frame, ref CelValue state, object? made)
    {
        if (predicate is not null)
        {
            var answer = predicate.Evaluate(frame);
            if (answer.Kind != CelValueKind.Bool)
            {
                return answer.IsError ? answer : Errors.NoSuchOverload;
            }

            if (answer.IsFalse)
            {
                frame.Charge(1);
                return null;
            }
        }

        frame.Charge(transform is null ? AppendCost + 1 : AppendCost);
        var item = transform is null ? frame.Locals[_slot] : transform.Evaluate(frame);
        if (item.IsError)
        {
            return item;
        }

        ((List<CelValue>)made!).Add(item);
        return null;
    }

    protected override CelValue End(in CelValue state, object? made) => new ArrayList((List<CelValue>)made!);
}
