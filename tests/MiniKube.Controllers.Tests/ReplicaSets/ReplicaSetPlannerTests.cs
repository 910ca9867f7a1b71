using CsCheck;
using MiniKube.Api.Models;
using MiniKube.Controllers.ReplicaSets;
using MiniKube.Controllers.Tests.Common;
using k8s.Models;

namespace MiniKube.Controllers.Tests.ReplicaSets;

public sealed class ReplicaSetPlannerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, int> NoNodes = [];
    private static readonly string[] Phases = ["Pending", "Running", "Failed", "Succeeded"];

    [Fact]
    public void A_terminating_pod_is_replaced_before_it_is_gone()
    {
        var plan = Plan(2, Objects.Pod("a"), Objects.Pod("b", isTerminating: true));

        plan.Should().BeEquivalentTo(new ReplicaSetPlan(1, []));
    }

    [Fact]
    public void A_finished_pod_is_replaced()
    {
        var plan = Plan(1, Objects.Pod("a", "Failed"));

        plan.Creates.Should().Be(1);
    }

    [Fact]
    public void A_set_that_is_being_deleted_makes_and_deletes_nothing()
    {
        var set = Objects.ReplicaSet(3);
        set.Metadata.DeletionTimestamp = Now.UtcDateTime;

        ReplicaSetPlanner.Plan(set, [], NoNodes, Now).Should().Be(ReplicaSetPlan.Nothing);
    }

    [Fact]
    public void The_pods_that_are_missed_least_go_first()
    {
        var cheap = Objects.Ready(Objects.Pod("cheap", node: "n"), Now.AddHours(-1));
        cheap.Metadata.Annotations = new Dictionary<string, string> { ["controller.kubernetes.io/pod-deletion-cost"] = "-5" };
        V1Pod[] expected =
        [
            Objects.Pod("unplaced"),
            Objects.Pod("pending", node: "n"),
            Objects.Pod("unready", "Running", "n"),
            cheap,
            Objects.Ready(Objects.Pod("crowded", node: "crowd"), Now.AddHours(-1)),
            Objects.Ready(Objects.Pod("fresh", node: "n"), Now.AddMinutes(-1)),
            Objects.Ready(Objects.Pod("settled", node: "n"), Now.AddHours(-1)),
        ];
        var nodes = new Dictionary<string, int> { ["crowd"] = 3, ["n"] = 1 };

        var plan = ReplicaSetPlanner.Plan(Objects.ReplicaSet(0), expected.Reverse(), nodes, Now);

        plan.Deletes.Select(pod => pod.Metadata.Name).Should().Equal(expected.Select(pod => pod.Metadata.Name));
    }

    [Fact]
    public void One_pass_always_reaches_the_wanted_number_and_never_both_makes_and_deletes() =>
        Gen.Select(Gen.Int[0, 30], Gen.Select(Gen.Int[0, 3], Gen.Bool).Array[0, 30]).Sample((wanted, states) =>
        {
            var pods = states.Select((state, index) => Objects.Pod($"p{index}", Phases[state.Item1], "n", state.Item2)).ToList();
            var plan = ReplicaSetPlanner.Plan(Objects.ReplicaSet(wanted), pods, NoNodes, Now);

            var after = pods.Count(pod => pod.IsActive) + plan.Creates - plan.Deletes.Length;
            return after == wanted && (plan.Creates == 0 || plan.Deletes.IsEmpty) && plan.Deletes.All(pod => pod.IsActive);
        });

    private static ReplicaSetPlan Plan(int replicas, params V1Pod[] pods) =>
        ReplicaSetPlanner.Plan(Objects.ReplicaSet(replicas), pods, NoNodes, Now);
}
