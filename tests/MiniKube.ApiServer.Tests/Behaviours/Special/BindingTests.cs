using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class BindingTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task A_binding_gives_the_node_the_condition_and_its_annotations_beside_those_that_are_there()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Pods, """{"metadata":{"name":"a","annotations":{"kept":"1","both":"old"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""");

        var bound = await cluster.PostAsync(
            $"{Pods}/a/binding", """{"apiVersion":"v1","kind":"Binding","metadata":{"name":"a","annotations":{"both":"new","added":"2"}},"target":{"kind":"Node","name":"n1"}}""");

        bound.Code.Should().Be(201, bound.Text);
        bound.Text.Should().Be("""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201}""");
        var pod = await cluster.GetAsync($"{Pods}/a");
        pod.Metadata["annotations"]!.AsObject().Select(one => $"{one.Key}={one.Value}").Should().BeEquivalentTo("kept=1", "both=new", "added=2");
        var condition = pod.Json["status"]!["conditions"]!.AsArray().Should().ContainSingle().Which!;
        condition["type"]!.GetValue<string>().Should().Be("PodScheduled");
        condition["status"]!.GetValue<string>().Should().Be("True");
        condition["lastTransitionTime"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
    }

    [Fact]
    public async Task A_gated_pod_waits_and_says_so_until_its_gates_are_gone()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(
            Pods, """{"metadata":{"name":"a"},"spec":{"schedulingGates":[{"name":"example.com/g"}],"containers":[{"name":"c","image":"i"}]}}""");

        var refused = await cluster.PostAsync($"{Pods}/a/binding", """{"target":{"name":"n1"}}""");
        var onNode = await cluster.PostAsync(
            Pods, """{"metadata":{"name":"b"},"spec":{"nodeName":"n1","schedulingGates":[{"name":"example.com/g"}],"containers":[{"name":"c","image":"i"}]}}""");
        var added = await cluster.MergeAsync($"{Pods}/a", """{"spec":{"schedulingGates":[{"name":"example.com/g"},{"name":"example.com/h"}]}}""");
        var removed = await cluster.MergeAsync($"{Pods}/a", """{"spec":{"schedulingGates":null}}""");
        var bound = await cluster.PostAsync($"{Pods}/a/binding", """{"target":{"name":"n1"}}""");

        created["status"]!["conditions"]![0]!["reason"]!.GetValue<string>().Should().Be("SchedulingGated");
        (refused.Code, refused.Message).Should().Be(
            (409, "Operation cannot be fulfilled on pods/binding \"a\": pod a has non-empty .spec.schedulingGates"));
        (onNode.Code, onNode.Message).Should().Be(
            (422, "Pod \"b\" is invalid: spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"));
        added.Code.Should().Be(422, added.Text);
        removed.Code.Should().Be(200, removed.Text);
        bound.Code.Should().Be(201, bound.Text);
    }

    [Fact]
    public async Task A_pod_that_goes_or_is_another_is_not_bound()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Pods, """{"metadata":{"name":"a","finalizers":["example.com/f"]},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        await cluster.DeleteAsync($"{Pods}/a");
        await cluster.CreatePodAsync("b");

        var going = await cluster.PostAsync($"{Pods}/a/binding", """{"target":{"name":"n1"}}""");
        var other = await cluster.PostAsync($"{Pods}/b/binding", """{"metadata":{"name":"b","uid":"another"},"target":{"name":"n1"}}""");
        var missing = await cluster.PostAsync($"{Pods}/none/binding", """{"target":{"name":"n1"}}""");

        (going.Code, going.Message).Should().Be(
            (409, "Operation cannot be fulfilled on pods/binding \"a\": pod a is being deleted, cannot be assigned to a host"));
        other.Code.Should().Be(409, other.Text);
        missing.Code.Should().Be(404, missing.Text);
    }

    [Theory]
    [InlineData("""{"kind":"Node","name":""}""", "target.name: Required value")]
    [InlineData("""{"kind":"Node"}""", "target.name: Required value")]
    [InlineData("""{}""", "target.name: Required value")]
    [InlineData("""{"kind":"Table","name":"t"}""", "target.kind: Unsupported value: \"Table\": supported values: \"Node\", \"<empty>\"")]
    [InlineData("""{"kind":"Minion","name":"t"}""", "target.kind: Unsupported value: \"Minion\": supported values: \"Node\", \"<empty>\"")]
    [InlineData(
        """{"kind":"Table"}""",
        "[target.kind: Unsupported value: \"Table\": supported values: \"Node\", \"<empty>\", target.name: Required value]")]
    public async Task A_binding_to_nothing_or_to_what_is_no_node_is_refused_and_the_pod_stays_unbound(string target, string complaint)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreatePodAsync("a");

        var ofPod = await cluster.PostAsync($"{Pods}/a/binding", $$"""{"metadata":{"name":"a"},"target":{{target}}}""");
        var older = await cluster.PostAsync("/api/v1/namespaces/default/bindings", $$"""{"metadata":{"name":"a"},"target":{{target}}}""");

        (ofPod.Code, ofPod.Message).Should().Be((422, $"Binding \"a\" is invalid: {complaint}"));
        (older.Code, older.Message).Should().Be((ofPod.Code, ofPod.Message));
        (await cluster.GetAsync($"{Pods}/a")).Json["spec"]!["nodeName"].Should().BeNull();
    }
}
