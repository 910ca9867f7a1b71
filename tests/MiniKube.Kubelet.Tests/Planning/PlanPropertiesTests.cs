using CsCheck;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Tests.Fakes;
using static MiniKube.Kubelet.Tests.Planning.Snapshots;

namespace MiniKube.Kubelet.Tests.Planning;

public sealed class PlanPropertiesTests
{
    private static readonly Gen<PodSnapshot> AnySnapshot =
        from policy in Gen.Int[0, 2].Select(i => ((string[])["Always", "OnFailure", "Never"])[i])
        from isDeleted in Gen.Bool
        from isReady in Gen.Bool
        from hasSandbox in Gen.Bool
        from states in Gen.Int[-1, 3].Array[3]
        from busy in Gen.Int[0, 2].Select(i => ((string[][])[[], [PodAction.StartKey], [PodAction.SandboxKey]])[i])
        select Make(policy, isDeleted, hasSandbox, isReady, states, busy);

    [Fact]
    public void A_plan_names_no_action_twice_and_none_that_is_under_way() => AnySnapshot.Sample(snapshot =>
    {
        var keys = PodPlanner.Plan(snapshot).Actions.Select(action => action.Key).ToList();

        keys.Should().OnlyHaveUniqueItems();
        keys.Should().NotIntersectWith(snapshot.Running);
    });

    [Fact]
    public void A_pod_that_is_going_starts_nothing() => AnySnapshot.Sample(snapshot =>
    {
        var plan = PodPlanner.Plan(snapshot);
        if (plan.Cause is not TerminationCause.None)
        {
            plan.Actions.Should().NotContain(action => action is PodAction.StartContainer || action is PodAction.CreateSandbox);
        }
    });

    [Fact]
    public void Nothing_is_left_to_do_only_when_something_is_awaited() => AnySnapshot.Sample(snapshot =>
    {
        var plan = PodPlanner.Plan(snapshot);
        var isSettled = plan.Stage is PodStage.Stopped || (snapshot.Pod.Regulars.All(container => snapshot.Runtime.Latest(container.Name) is { IsRunning: true }));
        if (plan.Actions.IsEmpty && plan.WakeAt is null && snapshot.Running.IsEmpty && !isSettled)
        {
            // Then a container runs whose end will be heard of, or one ended that may not start again.
            snapshot.Runtime.Containers.Should().Contain(container => container.IsRunning);
        }
    });

    private static PodSnapshot Make(string policy, bool isDeleted, bool hasSandbox, bool isReady, int[] states, string[] busy)
    {
        var pod = Pods.Make("p", policy, Pods.Container("a"), Pods.Container("b")).WithInits(Pods.Container("i"));
        if (isDeleted)
        {
            pod.Deleted();
        }

        string[] names = ["i", "a", "b"];
        var records = names.Zip(states)
            .Select(pair => pair.Second switch { 0 => Exited(pair.First, 0), 1 => Exited(pair.First, 1), 2 => Running(pair.First), _ => null })
            .OfType<object>();
        return Of(pod, [.. hasSandbox ? records.Append(Sandbox(isReady: isReady)) : []]).Doing(busy);
    }
}
