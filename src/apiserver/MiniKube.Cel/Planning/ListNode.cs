using System.Collections.Immutable;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>A list that is written out.</summary>
internal sealed class ListNode(ImmutableArray<Node> items, ImmutableArray<bool> areOptional) : Node
{
    public const ulong Cost = 10;

    // A list of literals is always the same one.
    private readonly ArrayList? _constant = items.All(item => item is ConstantNode) && !areOptional.Contains(true)
        ? new ArrayList([.. items.Select(item => ((ConstantNode)item).Value)])
        : null;

    public override CelValue Evaluate(Frame frame)
    {
        if (_constant is not null)
        {
            frame.Charge(Cost);
            return _constant;
        }

        var made = new List<CelValue>(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            var item = items[i].Evaluate(frame);
            if (item.IsError)
            {
                return item;
            }

            if (!areOptional[i])
            {
                made.Add(item);
            }
            else if (item.Kind != CelValueKind.Optional)
            {
                return Errors.NoSuchOverload;
            }
            else if (item.AsOptional is { } held)
            {
                made.Add(held);
            }
        }

        frame.Charge(Cost);
        return new ArrayList(made);
    }
}
