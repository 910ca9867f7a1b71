using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>A literal: free.</summary>
internal sealed class ConstantNode(CelValue value) : Node
{
    public CelValue Value => value;

    public override CelValue Evaluate(Frame frame) => value;
}
