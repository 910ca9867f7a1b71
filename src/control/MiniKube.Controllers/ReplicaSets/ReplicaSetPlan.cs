using System.Collections.Immutable;
using k8s.Models;

namespace MiniKube.Controllers.ReplicaSets;

/// <summary>How many pods to make and which to delete; never both.</summary>
internal sealed record ReplicaSetPlan(int Creates, ImmutableArray<V1Pod> Deletes)
{
    public static ReplicaSetPlan Nothing { get; } = new(0, []);
}
