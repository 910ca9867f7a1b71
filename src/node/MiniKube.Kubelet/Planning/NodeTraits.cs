using System.Collections.Immutable;

namespace MiniKube.Kubelet.Planning;

/// <summary>What a node can do for pods that not every node can.</summary>
internal sealed record NodeTraits
{
    /// <summary>Kernel parameters beyond the safe ones that pods may set; <c>*</c> at the end stands for any rest.</summary>
    public ImmutableArray<string> UnsafeSysctls { get; init; } = [];

    /// <summary>The kernel enforces AppArmor profiles.</summary>
    public bool HasAppArmor { get; init; }

    /// <summary>The runtime can leave a process without the groups that its image names.</summary>
    public bool HasStrictGroups { get; init; }
}
