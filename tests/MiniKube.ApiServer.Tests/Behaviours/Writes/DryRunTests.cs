using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Writes;

/// <summary>Entry 19: everything but the store.</summary>
public sealed class DryRunTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Services = "/api/v1/namespaces/default/services";

    [Fact]
    public async Task A_dry_creation_answers_the_object_that_would_be_with_a_uid_and_allocated_addresses()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var before = cluster.Store.Applied;

        var dry = await cluster.PostAsync($"{Services}?dryRun=All", """{"metadata":{"name":"a"},"spec":{"type":"NodePort","ports":[{"port":80}]}}""");

        dry.Code.Should().Be(201);
        dry.Metadata["uid"]!.GetValue<string>().Should().NotBeEmpty();
        dry.Metadata.Should().NotContainKey("resourceVersion");
        dry.Json["spec"]!["clusterIP"]!.GetValue<string>().Should().NotBeEmpty();
        dry.Json["spec"]!["ports"]![0]!["nodePort"]!.GetValue<int>().Should().BeInRange(30000, 32767);
        (await cluster.GetAsync($"{Services}/a")).Code.Should().Be(404);
        cluster.Store.Applied.Should().Be(before);
    }

    [Fact]
    public async Task A_dry_update_and_a_dry_patch_leave_the_object_as_it_was()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"1"}}""");

        var put = await cluster.PutAsync($"{ConfigMaps}/a?dryRun=All", """{"metadata":{"name":"a"},"data":{"k":"2"}}""");
        var patched = await cluster.MergeAsync($"{ConfigMaps}/a?dryRun=All", """{"data":{"k":"3"}}""");
        var applied = await cluster.SendAsync(
            "PATCH", $"{ConfigMaps}/b?dryRun=All&fieldManager=m", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}""", "application/apply-patch+yaml");

        (put.Code, put.Json["data"]!["k"]!.GetValue<string>()).Should().Be((200, "2"));
        (patched.Code, patched.Json["data"]!["k"]!.GetValue<string>()).Should().Be((200, "3"));
        applied.Code.Should().Be(201);
        (await cluster.GetAsync($"{ConfigMaps}/a")).Text.Should().Be(created.ToJsonString());
        (await cluster.GetAsync($"{ConfigMaps}/b")).Code.Should().Be(404);
    }

    [Fact]
    public async Task A_dry_write_is_refused_as_the_write_would_be()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        (await cluster.PostAsync($"{ConfigMaps}?dryRun=All", """{"metadata":{"name":"a"}}""")).Code.Should().Be(409);
        (await cluster.PostAsync($"{ConfigMaps}?dryRun=All", """{"metadata":{"name":"A"}}""")).Code.Should().Be(422);
        (await cluster.PutAsync($"{ConfigMaps}/a?dryRun=All", """{"metadata":{"name":"a","resourceVersion":"1"}}""")).Code.Should().Be(409);
        (await cluster.DeleteAsync($"{ConfigMaps}/b?dryRun=All")).Code.Should().Be(404);
        (await cluster.PostAsync("/api/v1/namespaces/none/configmaps?dryRun=All", """{"metadata":{"name":"a"}}""")).Code.Should().Be(404);
    }

    [Theory]
    [InlineData("POST", "", "CreateOptions")]
    [InlineData("PUT", "/a", "UpdateOptions")]
    [InlineData("PATCH", "/a", "PatchOptions")]
    [InlineData("DELETE", "/a", "DeleteOptions")]
    public async Task Another_value_than_All_is_refused(string method, string name, string options)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var answer = await cluster.SendAsync(
            method,
            $"{ConfigMaps}{name}?dryRun=Some",
            method == "DELETE" ? null : """{"metadata":{"name":"a"}}""",
            method == "PATCH" ? "application/merge-patch+json" : "application/json");

        (answer.Code, answer.Reason).Should().Be((422, "Invalid"));
        answer.Message.Should().Be($"{options}.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"");
    }
}
