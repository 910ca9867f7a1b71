using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.CustomResources;

public sealed class CustomApplyTests
{
    [Fact]
    public async Task Custom_resources_are_owned_and_merged_as_their_definition_says()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();

        var created = await ApplyAsync(cluster, "one", """{"image":"i","tags":["a","b"],"steps":[{"name":"s","weight":1}],"labels":{"k":"v"},"free":{"x":{"y":1},"z":[1]}}""");
        var shared = await ApplyAsync(cluster, "two", """{"image":"i","tags":["c"],"steps":[{"name":"t"}]}""");
        var conflict = await ApplyAsync(cluster, "two", """{"image":"i","steps":[{"name":"s","weight":2}],"free":{"x":{"y":2}}}""");
        var less = await ApplyAsync(cluster, "one", """{"image":"i","steps":[{"name":"s"}]}""");

        created.Code.Should().Be(201, "{0}", created.Text);
        Show(created.Metadata["managedFields"]![0]!["fieldsV1"]!).Should().Be(
            """{"f:spec":{"f:free":{"f:x":{".":{},"f:y":{}},"f:z":{}},"f:image":{},"f:labels":{"f:k":{}},"f:steps":{"k:{name:s}":{".":{},"f:name":{},"f:weight":{}}},"f:tags":{"v:a":{},"v:b":{}}}}""");
        shared.Json["spec"]!["tags"]!.ToJsonString().Should().Be("""["a","b","c"]""");
        conflict.Message.Should().Be("Apply failed with 2 conflicts: conflicts with \"one\":\n- .spec.free.x.y\n- .spec.steps[name=\"s\"].weight");
        less.Json["spec"]!["tags"]!.ToJsonString().Should().Be("""["c"]""");
        less.Json["spec"]!["steps"]!.ToJsonString().Should().Be("""[{"name":"s"},{"name":"t"}]""");
        less.Json["spec"]!.AsObject().Should().NotContainKeys("labels", "free");
        less.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(1, "of the default");
    }

    [Fact]
    public async Task A_write_of_the_status_owns_the_status_alone()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        await cluster.CreateCronTabAsync("a");

        var patched = await cluster.SendAsync(
            "PATCH", $"{CronTabs.Objects}/a/status?fieldManager=s", """{"metadata":{"labels":{"k":"v"}},"spec":{"image":"x"},"status":{"replicas":3}}""", "application/merge-patch+json");

        var entry = patched.Metadata["managedFields"]!.AsArray().Single(one => one!["manager"]!.GetValue<string>() == "s")!;
        entry["fieldsV1"]!["f:status"]!.AsObject().Should().ContainKey("f:replicas");
        entry["fieldsV1"]!.AsObject().Should().HaveCount(1);
    }

    [Fact]
    public async Task A_field_that_the_definition_does_not_know_is_refused()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();

        var answer = await ApplyAsync(cluster, "m", """{"image":"i","unknown":1}""");

        answer.Code.Should().Be(400);
        answer.Message.Should().Be(
            "failed to create typed patch object (/a; stable.example.com/v1, Kind=CronTab): .spec.unknown: field not declared in schema");
    }

    private static Task<ApiAnswer> ApplyAsync(ApiCluster cluster, string manager, string spec) => cluster.SendAsync(
        "PATCH", $"{CronTabs.Objects}/a?fieldManager={manager}", CronTabs.Body("a", spec), "application/apply-patch+yaml");

    private static string Show(JsonNode node) => node.ToJsonString().Replace("\\u0022", "", StringComparison.Ordinal);
}
