using MiniKube.Controllers.Deployments;
using MiniKube.Controllers.Tests.Common;
using k8s.Models;

namespace MiniKube.Controllers.Tests.Deployments;

/// <summary>Plays a rolling update with planners only: plan, resize, some pods become available, again.</summary>
internal sealed class RolloutSimulation
{
    private readonly V1Deployment _deployment;
    private readonly List<V1ReplicaSet> _old;
    private V1ReplicaSet _new;

    public RolloutSimulation(int desired, string surge, string unavailable, int[] oldSizes)
    {
        _deployment = Objects.Deployment(desired, "new", surge, unavailable);
        _old = [.. oldSizes.Select((size, index) => Set($"old-{index}", $"old-{index}", size, size))];
        _new = Set("new", "new", 0, 0);
        _new = Set("new", "new", RollingUpdatePlanner.NewReplicas(Rollout.Limits, Rollout.TotalReplicas, 0), 0);
    }

    public Rollout Rollout => new(_deployment, _new, [.. _old]);

    public bool IsDone => MiniKube.Controllers.Deployments.Rollout.Available(_new) == Rollout.Limits.Desired && _old.TrueForAll(set => set.Spec.Replicas == 0);

    /// <summary>One plan carried out. False when it had nothing to do.</summary>
    public bool Step()
    {
        var plan = RollingUpdatePlanner.Plan(Rollout);
        foreach (var (set, replicas) in plan)
        {
            // A ReplicaSet that shrinks loses its unavailable pods first.
            var resized = Set(set.Metadata.Name, set.Spec.Template.Spec.Containers[0].Image, replicas, Math.Min(replicas, set.Status.AvailableReplicas ?? 0));
            if (set.Metadata.Name == "new")
            {
                _new = resized;
            }
            else
            {
                _old[_old.FindIndex(known => known.Metadata.Name == set.Metadata.Name)] = resized;
            }
        }

        return !plan.IsEmpty;
    }

    /// <summary>As many of the new pods become available, as far as there are.</summary>
    public void BecomeAvailable(int count) =>
        _new = Set("new", "new", _new.Spec.Replicas ?? 0, Math.Min(_new.Spec.Replicas ?? 0, (_new.Status.AvailableReplicas ?? 0) + count));

    private static V1ReplicaSet Set(string name, string image, int replicas, int available) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new V1ReplicaSetSpec { Replicas = replicas, Template = Objects.Template(image) },
        Status = new V1ReplicaSetStatus { Replicas = replicas, AvailableReplicas = available },
    };
}
