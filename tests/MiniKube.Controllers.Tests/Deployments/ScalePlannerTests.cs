using CsCheck;
using MiniKube.Controllers.Deployments;
using MiniKube.Controllers.Tests.Common;
using k8s.Models;

namespace MiniKube.Controllers.Tests.Deployments;

public sealed class ScalePlannerTests
{
    [Fact]
    public void Sizes_add_up_to_what_is_allowed_and_none_is_negative() =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[1, 12].Array[2, 4], Gen.Int[0, 5]).Sample((before, after, sizes, surge) =>
        {
            var deployment = Objects.Deployment(after, "new", $"{surge}", "1");
            var sets = sizes.Select((size, index) => Set($"set-{index}", index == 0 ? "new" : $"old-{index}", size, before, before + surge)).ToList();
            var rollout = Rollout.Of(deployment, sets);

            var plan = ScalePlanner.Plan(rollout);

            var total = plan.Sum(resize => resize.Replicas);
            return plan.All(resize => resize.Replicas >= 0) && total == (after == 0 ? 0 : after + surge);
        });

    [Fact]
    public void A_single_active_set_takes_the_whole_size()
    {
        var only = Set("set", "new", 3, 3, 4);
        var rollout = Rollout.Of(Objects.Deployment(7, "new"), [only, Set("old", "old", 0, 3, 4)]);

        ScalePlanner.Plan(rollout).Should().Equal(new Resize(only, 7));
    }

    [Fact]
    public void Old_sets_vanish_once_the_new_one_is_complete()
    {
        var full = Set("set", "new", 3, 3, 4);
        full.Status.AvailableReplicas = 3;
        var old = Set("old", "old", 1, 3, 4);
        var rollout = Rollout.Of(Objects.Deployment(3, "new"), [full, old]);

        ScalePlanner.Plan(rollout).Should().Equal(new Resize(old, 0));
    }

    private static V1ReplicaSet Set(string name, string image, int replicas, int desired, int max) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            Annotations = new Dictionary<string, string>
            {
                ["deployment.kubernetes.io/desired-replicas"] = $"{desired}",
                ["deployment.kubernetes.io/max-replicas"] = $"{max}",
            },
        },
        Spec = new V1ReplicaSetSpec { Replicas = replicas, Template = Objects.Template(image) },
        Status = new V1ReplicaSetStatus { Replicas = replicas },
    };
}
