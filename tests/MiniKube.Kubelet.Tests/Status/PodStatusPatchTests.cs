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

    private static V1PodCondition Condition(string type) => new() { Type = type, Status = "True" };
}
