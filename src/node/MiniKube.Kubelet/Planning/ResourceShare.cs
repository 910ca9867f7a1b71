using System.Runtime.InteropServices;

namespace MiniKube.Kubelet.Planning;

/// <summary>An amount of what a resize can change.</summary>
/// <param name="Cpu">Cores.</param>
/// <param name="Memory">Bytes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ResourceShare(decimal Cpu, decimal Memory)
{
    public static ResourceShare operator +(ResourceShare left, ResourceShare right) => new(left.Cpu + right.Cpu, left.Memory + right.Memory);

    public static ResourceShare operator -(ResourceShare left, ResourceShare right) => new(left.Cpu - right.Cpu, left.Memory - right.Memory);

    /// <summary>The greater of each.</summary>
    public static ResourceShare Max(ResourceShare left, ResourceShare right) => new(Math.Max(left.Cpu, right.Cpu), Math.Max(left.Memory, right.Memory));
}
