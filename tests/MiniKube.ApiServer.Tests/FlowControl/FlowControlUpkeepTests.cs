using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Registry.Bootstrap;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.FlowControl;

/// <summary>The default flow schemas and priority levels of a server that runs.</summary>
public sealed class FlowControlUpkeepTests
{
    private const string Group = "/apis/flowcontrol.apiserver.k8s.io/v1";

    [Theory]
    [InlineData("flowschemas/catch-all", """{"metadata":{"annotations":{"apf.kubernetes.io/autoupdate-spec":"false"}},"spec":{"distinguisherMethod":null}}""")]
    [InlineData("flowschemas/global-default", """{"spec":{"matchingPrecedence":42}}""")]
    [InlineData("prioritylevelconfigurations/workload-low", """{"spec":{"limited":{"lendablePercent":1}}}""")]
    [InlineData("flowschemas/probes", null)]
    [InlineData("prioritylevelconfigurations/system", null)]
    public async Task A_default_that_is_changed_or_deleted_is_given_back_at_once(string path, string? patch)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var (resource, name) = (path.Split('/')[0], path.Split('/')[1]);
        var before = (await cluster.GetAsync($"{Group}/{path}")).Json;
        using var watch = await cluster.WatchAsync($"{Group}/{resource}?fieldSelector=metadata.name={name}&resourceVersion={before.Metadata.Text("resourceVersion")}");

        var answer = patch is null ? await cluster.DeleteAsync($"{Group}/{path}") : await cluster.MergeAsync($"{Group}/{path}", patch);

        answer.Code.Should().Be(200, answer.Text);
        (await watch.NextAsync())!.Type.Should().Be(patch is null ? "DELETED" : "MODIFIED");
        JsonObject after;
        do
        {
            after = (await watch.NextAsync())!.Object;
        }
        while (!JsonNode.DeepEquals(after["spec"], before["spec"]));

        after.Metadata.Child("annotations").Text("apf.kubernetes.io/autoupdate-spec").Should().Be("true");
    }

    [Fact]
    public async Task A_suggested_one_is_the_operators_once_they_say_so()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.MergeAsync(
            $"{Group}/flowschemas/global-default",
            """{"metadata":{"annotations":{"apf.kubernetes.io/autoupdate-spec":"false"}},"spec":{"matchingPrecedence":42}}""");
        using var watch = await cluster.WatchAsync($"{Group}/flowschemas?fieldSelector=metadata.name=probes");
        await cluster.DeleteAsync($"{Group}/flowschemas/probes");

        for (var type = ""; type != "DELETED"; type = (await watch.NextAsync())!.Type)
        {
        }

        (await watch.NextAsync())!.Type.Should().Be("ADDED");
        (await cluster.GetAsync($"{Group}/flowschemas/global-default")).Json.Child("spec").Integer("matchingPrecedence").Should().Be(42);
    }

    [Fact]
    public async Task What_was_a_default_once_is_taken_away_and_what_an_operator_made_is_not()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var watch = await cluster.WatchAsync($"{Group}/prioritylevelconfigurations?fieldSelector=metadata.name=former");
        await cluster.CreateAsync($"{Group}/prioritylevelconfigurations", Level("mine", "false"));

        await cluster.CreateAsync($"{Group}/prioritylevelconfigurations", Level("former", "true"));

        (await watch.NextAsync())!.Type.Should().Be("ADDED");
        (await watch.NextAsync())!.Type.Should().Be("DELETED");
        (await cluster.GetAsync($"{Group}/prioritylevelconfigurations/mine")).Code.Should().Be(200);
    }

    [Theory]
    [InlineData("global-default", "true", 5, "true", true)]
    [InlineData("global-default", "1", 5, "true", true)]
    [InlineData("global-default", "false", 1, null, false)]
    [InlineData("global-default", null, 1, "true", true)]
    [InlineData("global-default", null, 2, "false", false)]
    [InlineData("global-default", "perhaps", 2, "false", false)]
    [InlineData("catch-all", "false", 2, "true", true)]
    public void The_annotation_and_then_the_generation_say_who_keeps_it(string name, string? annotation, int generation, string? marked, bool isCorrected)
    {
        var wanted = JsonNode.Parse($$"""{"metadata":{"name":"{{name}}"},"spec":{"matchingPrecedence":1} }""")!.AsObject();
        var stored = JsonNode.Parse($$"""{"metadata":{"name":"{{name}}","generation":{{generation}} },"spec":{"matchingPrecedence":2} }""")!.AsObject();
        if (annotation is not null)
        {
            stored.Metadata.Ensure("annotations")[FlowControlUpkeep.Annotation] = annotation;
        }

        var corrected = FlowControlUpkeep.Correct(stored, wanted);

        corrected?.Metadata.Child("annotations").Text(FlowControlUpkeep.Annotation).Should().Be(marked);
        (corrected?.Child("spec").Integer("matchingPrecedence") == 1).Should().Be(isCorrected);
        (marked is null).Should().Be(corrected is null);
    }

    private static string Level(string name, string automatic) =>
        $$"""{"metadata":{"name":"{{name}}","annotations":{"apf.kubernetes.io/autoupdate-spec":"{{automatic}}"} },"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":5,"limitResponse":{"type":"Reject"} } } }""";
}
