using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class SmallKindTests
{
    private const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    private const string Revisions = "/apis/apps/v1/namespaces/default/controllerrevisions";

    [Theory]
    [InlineData("""{"minAvailable":1,"maxUnavailable":1}""", "minAvailable and maxUnavailable cannot be both set")]
    [InlineData("""{"minAvailable":-1}""", "spec.minAvailable: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("""{"maxUnavailable":"101%"}""", "spec.maxUnavailable: Invalid value: \"101%\": must not be greater than 100%")]
    [InlineData("""{"minAvailable":"many"}""", "spec.minAvailable: Invalid value: \"many\": a valid percent string must be a numeric string followed by an ending '%'")]
    [InlineData("""{"minAvailable":1,"unhealthyPodEvictionPolicy":"Maybe"}""", "spec.unhealthyPodEvictionPolicy: Unsupported value: \"Maybe\": supported values: \"AlwaysAllow\", \"IfHealthyBudget\"")]
    public async Task A_budget_that_makes_no_sense_is_refused(string spec, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var refused = await cluster.PostAsync(Budgets, $$$"""{"metadata":{"name":"b"},"spec":{{{spec}}}}""");

        refused.Code.Should().Be(422, refused.Text);
        refused.Message.Should().StartWith("PodDisruptionBudget.policy \"b\" is invalid: ").And.Contain(why);
    }

    [Fact]
    public async Task A_budget_counts_its_generations_and_keeps_its_status_apart()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(
            Budgets, """{"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"a":"b"}}},"status":{"disruptionsAllowed":7}}""");

        var changed = await cluster.MergeAsync($"{Budgets}/b", """{"spec":{"minAvailable":"50%"},"status":{"disruptionsAllowed":7}}""");
        var counted = await cluster.MergeAsync(
            $"{Budgets}/b/status", """{"status":{"observedGeneration":2,"disruptionsAllowed":1,"currentHealthy":2,"desiredHealthy":1,"expectedPods":2},"spec":{"minAvailable":9}}""");

        created["metadata"]!["generation"]!.GetValue<int>().Should().Be(1);
        created["status"]!["disruptionsAllowed"]!.GetValue<int>().Should().Be(0);
        changed.Metadata["generation"]!.GetValue<int>().Should().Be(2);
        counted.Json["status"]!["disruptionsAllowed"]!.GetValue<int>().Should().Be(1);
        counted.Json["spec"]!["minAvailable"]!.GetValue<string>().Should().Be("50%");
    }

    [Fact]
    public async Task A_lease_keeps_microseconds_and_is_taken_over_by_its_revision_alone()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var first = await cluster.CreateAsync(
            Leases, """{"metadata":{"name":"l"},"spec":{"holderIdentity":"a","leaseDurationSeconds":15,"renewTime":"2026-05-04T03:02:01.123456Z","leaseTransitions":0}}""");
        var taken = first.DeepClone().AsObject();
        taken["spec"]!["holderIdentity"] = "b";

        var second = await cluster.PutAsync($"{Leases}/l", taken);
        var late = await cluster.PutAsync($"{Leases}/l", taken);
        var wrong = await cluster.PostAsync(Leases, """{"metadata":{"name":"m"},"spec":{"leaseDurationSeconds":0,"leaseTransitions":-1,"holderIdentity":""}}""");

        first["spec"]!["renewTime"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01.123456Z");
        second.Code.Should().Be(200);
        (late.Code, late.Reason).Should().Be((409, "Conflict"));
        wrong.Code.Should().Be(422);
        wrong.Json["details"]!["causes"]!.AsArray().Select(cause => cause!["field"]!.GetValue<string>())
            .Should().BeEquivalentTo("spec.leaseDurationSeconds", "spec.leaseTransitions", "spec.holderIdentity");
    }

    [Fact]
    public async Task A_revision_of_a_controller_keeps_its_data_whatever_it_is()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(Revisions, """{"metadata":{"name":"r"},"data":{"spec":{"any":[1,{"b":null}]}},"revision":1}""");

        var numbered = await cluster.MergeAsync($"{Revisions}/r", """{"revision":2}""");
        var changed = await cluster.MergeAsync($"{Revisions}/r", """{"data":{"spec":{"any":2}}}""");
        var negative = await cluster.PostAsync(Revisions, """{"metadata":{"name":"n"},"revision":-1}""");

        created["data"]!.ToJsonString().Should().Be("""{"spec":{"any":[1,{"b":null}]}}""");
        numbered.Json["revision"]!.GetValue<int>().Should().Be(2);
        changed.Code.Should().Be(422, changed.Text);
        changed.Message.Should().Contain("data: Invalid value").And.Contain("field is immutable");
        (negative.Code, negative.Message).Should().Be(
            (422, "ControllerRevision.apps \"n\" is invalid: revision: Invalid value: -1: must be greater than or equal to 0"));
    }
}
