using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>A variable of the environment.</summary>
internal sealed class VariableNode(int index) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Charge(1);
        return frame.Variables[index];
    }
}
