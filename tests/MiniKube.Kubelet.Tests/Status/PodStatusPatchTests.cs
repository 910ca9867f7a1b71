using k8s.Models;
using MiniKube.Kubelet.Status;

namespace MiniKube.Kubelet.Tests.Status;

public sealed class PodStatusPatchTests
{
    [Fact]
    public void A_condition_that_was_there_for_a_while_only_is_taken_out_and_those_of_others_are_not()
    {
        var before = new V1PodStatus { Conditions = [Condition("Ready"), Condition("PodResizeInProgress"), Condition("somebody.example/else")] };
        var status = new V1PodStatus { Conditions = [Condition("Ready")] };

        var patched = PodStatusWriter.Patch("uid", before, status)["status"]!["conditions"]!.AsArray();

        patched.Select(condition => condition!.ToJsonString()).Should().Equal(
            """{"status":"True","type":"Ready"}""", """{"type":"PodResizeInProgress","$patch":"delete"}""");
    }

    [Fact]
    public void The_reason_of_a_condition_goes_when_there_is_none_any_more()
    {
        var before = new V1PodStatus { Conditions = [Condition("Ready") with { Status = "False", Reason = "ContainersNotReady", Message = "containers with unready status: [c]" }] };
        var completed = new V1PodStatus { Conditions = [Condition("Ready") with { Status = "False", Reason = "PodCompleted" }] };

        Conditions(before, completed).Should().Equal("""{"reason":"PodCompleted","status":"False","type":"Ready","message":null}""");
        Conditions(completed, new V1PodStatus { Conditions = [Condition("Ready")] }).Should().Equal("""{"status":"True","type":"Ready","reason":null}""");
        Conditions(null, completed).Should().Equal("""{"reason":"PodCompleted","status":"False","type":"Ready"}""");
    }

    private static IEnumerable<string> Conditions(V1PodStatus? before, V1PodStatus status) =>
        PodStatusWriter.Patch("uid", before, status)["status"]!["conditions"]!.AsArray().Select(condition => condition!.ToJsonString());

    private static V1PodCondition Condition(string type) => new() { Type = type, Status = "True" };
}
