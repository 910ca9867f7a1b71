using MiniKube.Api.Models;
using k8s.Models;

namespace MiniKube.Controllers.ReplicaSets;

/// <summary>Decides how to get from the pods there are to the pods there should be.</summary>
internal static class ReplicaSetPlanner
{
    // One pass stays bounded; the next event brings the rest.
    private const int ChangesPerPass = 500;

    /// <param name="replicaSet">What should be.</param>
    /// <param name="pods">The pods it owns, whatever their state.</param>
    /// <param name="podsOnNode">How many active pods of the same family run on each node.</param>
    /// <param name="now">Decides how long a pod has been ready.</param>
    public static ReplicaSetPlan Plan(
        V1ReplicaSet replicaSet, IEnumerable<V1Pod> pods, IReadOnlyDictionary<string, int> podsOnNode, DateTimeOffset now)
    {
        if (replicaSet.IsBeingDeleted)
        {
            return ReplicaSetPlan.Nothing;
        }

        var active = pods.Where(pod => pod.IsActive).ToList();
        var missing = (replicaSet.Spec.Replicas ?? 1) - active.Count;
        return missing switch
        {
            > 0 => new ReplicaSetPlan(Math.Min(missing, ChangesPerPass), []),
            < 0 => new ReplicaSetPlan(0, [.. active.Order(new DeletionOrder(podsOnNode, now)).Take(Math.Min(-missing, ChangesPerPass))]),
            _ => ReplicaSetPlan.Nothing,
        };
    }
}
