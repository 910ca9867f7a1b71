using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>What a macro binds.</summary>
internal sealed class LocalNode(int slot) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Charge(1);
        return frame.Locals[slot];
    }
}
