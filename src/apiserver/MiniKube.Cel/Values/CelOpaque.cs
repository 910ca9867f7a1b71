using MiniKube.Cel.Types;

namespace MiniKube.Cel.Values;

/// <summary>A value that only the functions of its library understand.</summary>
public abstract class CelOpaque
{
    public abstract CelType Type { get; }

    /// <summary>What it counts where a function costs by size.</summary>
    public virtual ulong Size => 1;

    /// <summary>Values of different types are never equal.</summary>
    public abstract bool IsEqualTo(CelOpaque other);

    public override string ToString() => Type.Name;
}
