using System.Collections.Frozen;
using k8s.Models;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.PodWorkers;
using MiniKube.Kubelet.Tests.Fakes;
using static MiniKube.Kubelet.Tests.Planning.Snapshots;

namespace MiniKube.Kubelet.Tests.PodWorkers;

/// <summary>A node of four cores, of which one pod holds two or three until it goes.</summary>
public sealed class NodeSharesTests
{
    private readonly NodeShares _shares = new();
    private readonly List<string> _woken = [];

    [Fact]
    public void What_becomes_free_is_for_the_deferred_pod_of_the_highest_priority_whoever_looks_first()
    {
        Plan(Pod("holder", "3"));
        Defer("low", priority: 1);
        Defer("high", priority: 5);

        _shares.Forget("holder");

        _woken.Should().Equal("high");
        Plan(Asking("low", priority: 1)).Resize!.Reason.Should().Be(ResizeVerdict.Deferred);
        Plan(Asking("high", priority: 5)).Actions.Should().ContainSingle().Which.Should().BeOfType<PodAction.ResizeContainer>();
    }

    [Fact]
    public void Of_one_priority_a_guaranteed_pod_comes_first()
    {
        Plan(Pod("holder", "3"));
        Defer("burstable");
        Defer("guaranteed", isGuaranteed: true);

        _shares.Forget("holder");

        _woken.Should().Equal("guaranteed");
    }

    [Fact]
    public void Of_equal_pods_the_one_that_waits_longest_comes_first_also_when_only_its_status_knows_since_when()
    {
        Plan(Pod("holder", "3"));
        Defer("a", now: Now);
        Defer("b", now: Now.AddSeconds(1), since: Now.AddMinutes(-1));
        Defer("a", now: Now.AddSeconds(2));

        _shares.Forget("holder");

        _woken.Should().Equal("b");
    }

    [Fact]
    public void One_that_does_not_fit_does_not_keep_what_is_free_from_those_behind_it()
    {
        Plan(Pod("holder", "2"));
        Plan(Pod("stays", "1"));
        Defer("large", priority: 5, to: "3500m");
        Defer("small", priority: 1, to: "2");

        _shares.Forget("holder");

        _woken.Should().Equal("small");
    }

    [Fact]
    public void Pods_that_a_starting_kubelet_has_not_looked_at_yet_keep_what_they_ask_for()
    {
        var ended = Pod("ended", "3").Pod;
        ended.Status = new V1PodStatus { Phase = "Succeeded" };
        _shares.Expect(ended);
        _shares.Expect(Pod("other", "2").Pod);
        _shares.Expect(Asking("web").Pod);

        Plan(Asking("web")).Resize!.Message.Should().Be("Node didn't have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000");
    }

    private void Defer(string name, int priority = 0, bool isGuaranteed = false, DateTimeOffset? now = null, DateTimeOffset? since = null, string to = "3") =>
        Plan(Asking(name, priority, isGuaranteed, now, since, to)).Resize!.Reason.Should().Be(ResizeVerdict.Deferred);

    private PodPlan Plan(PodSnapshot snapshot) => _shares.Plan(snapshot, () => _woken.Add(snapshot.Pod.Metadata.Uid));

    /// <summary>A pod with half a core that asks for more.</summary>
    private static PodSnapshot Asking(
        string name, int priority = 0, bool isGuaranteed = false, DateTimeOffset? now = null, DateTimeOffset? since = null, string to = "3")
    {
        var snapshot = Pod(name, to, isGuaranteed);
        var pod = snapshot.Pod;
        pod.Spec.Priority = priority;
        if (since is { } moment)
        {
            pod.Status = new V1PodStatus
            {
                Conditions = [new V1PodCondition { Type = "PodResizePending", Status = "True", Reason = "Deferred", LastTransitionTime = moment.UtcDateTime }],
            };
        }

        return snapshot with { Now = now ?? Now, Allocated = Pod(name, "500m", isGuaranteed).Pod };
    }

    private static PodSnapshot Pod(string name, string cpu, bool isGuaranteed = false)
    {
        var pod = Pods.Make(name);
        pod.Metadata.Uid = name;
        var amounts = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu), ["memory"] = new("1Mi") };
        pod.Spec.Containers[0].Resources = new V1ResourceRequirements { Requests = amounts, Limits = isGuaranteed ? amounts : null };
        var size = new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity>(amounts) { ["cpu"] = new("500m") },
            Limits = isGuaranteed ? new Dictionary<string, ResourceQuantity>(amounts) { ["cpu"] = new("500m") } : null,
        };
        return Of(pod, Sandbox(), Running("web") with { Size = ContainerSize.Of(size) }) with
        {
            Allocatable = new Dictionary<string, decimal> { ["cpu"] = 4 }.ToFrozenDictionary(),
        };
    }
}
