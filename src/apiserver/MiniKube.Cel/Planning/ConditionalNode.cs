using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary><c>a ? b : c</c>.</summary>
internal sealed class ConditionalNode(Node condition, Node then, Node otherwise) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var asked = condition.Evaluate(frame);
        return asked.Kind switch
        {
            CelValueKind.Bool => (asked.IsTrue ? then : otherwise).Evaluate(frame),
            CelValueKind.Error => asked,
            _ => Errors.NoSuchOverload,
        };
    }
}
