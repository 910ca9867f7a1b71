using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>A step of a program, ready to run. Immutable.</summary>
internal abstract class Node
{
    public abstract CelValue Evaluate(Frame frame);
}
