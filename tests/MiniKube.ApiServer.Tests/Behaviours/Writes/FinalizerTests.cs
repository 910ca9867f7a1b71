using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Writes;

/// <summary>Entries 13 to 16, as far as the server alone decides: objects that are deleted and still there.</summary>
public sealed class FinalizerTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task A_deleted_object_with_finalizers_says_since_when_and_is_a_new_generation()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateHeldAsync(cluster);

        var deleted = await cluster.DeleteAsync($"{Deployments}/a");
        cluster.Time.Advance(TimeSpan.FromSeconds(30));
        var again = await cluster.DeleteAsync($"{Deployments}/a");

        deleted.Code.Should().Be(200);
        deleted.Metadata["deletionTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
        deleted.Metadata["deletionGracePeriodSeconds"]!.GetValue<long>().Should().Be(0);
        deleted.Metadata["generation"]!.GetValue<long>().Should().Be(2);
        again.ResourceVersion.Should().Be(deleted.ResourceVersion);
        again.Metadata["deletionTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
    }

    [Fact]
    public async Task The_update_that_takes_the_last_finalizer_answers_the_object_that_is_gone()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateHeldAsync(cluster);
        await cluster.DeleteAsync($"{Deployments}/a");

        var last = await cluster.MergeAsync($"{Deployments}/a", """{"metadata":{"finalizers":null}}""");

        last.Code.Should().Be(200);
        last.Json["kind"]!.GetValue<string>().Should().Be("Deployment");
        last.Metadata.Should().ContainKey("deletionTimestamp").And.NotContainKey("finalizers");
        (await cluster.GetAsync($"{Deployments}/a")).Code.Should().Be(404);
    }

    [Fact]
    public async Task No_finalizer_comes_to_an_object_that_is_deleted()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateHeldAsync(cluster);
        await cluster.DeleteAsync($"{Deployments}/a");

        var added = await cluster.MergeAsync($"{Deployments}/a", """{"metadata":{"finalizers":["example.com/held","example.com/new"]}}""");

        added.Code.Should().Be(422);
        added.Message.Should().Be(
            "Deployment.apps \"a\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"example.com/new\"}");
    }

    [Fact]
    public async Task A_deletion_is_neither_taken_back_nor_put_off()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateHeldAsync(cluster);
        var deleted = await cluster.DeleteAsync($"{Deployments}/a");

        var takenBack = await cluster.MergeAsync($"{Deployments}/a", """{"metadata":{"deletionTimestamp":null,"deletionGracePeriodSeconds":null}}""");
        var later = await cluster.MergeAsync($"{Deployments}/a", """{"metadata":{"deletionTimestamp":"2030-01-01T00:00:00Z"}}""");
        var longer = await cluster.MergeAsync($"{Deployments}/a", """{"metadata":{"deletionGracePeriodSeconds":50}}""");

        takenBack.ResourceVersion.Should().Be(deleted.ResourceVersion);
        takenBack.Metadata.Should().ContainKeys("deletionTimestamp", "deletionGracePeriodSeconds");
        later.Code.Should().Be(200);
        later.Metadata["deletionTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
        (longer.Code, longer.Message).Should().Be(
            (422, "Deployment.apps \"a\" is invalid: metadata.deletionGracePeriodSeconds: Invalid value: 50: field is immutable; may only be changed via deletion"));
    }

    [Fact]
    public async Task Nobody_but_a_delete_begins_a_deletion()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","deletionTimestamp":"2030-01-01T00:00:00Z","deletionGracePeriodSeconds":5}}""");
        var patched = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"deletionTimestamp":"2030-01-01T00:00:00Z"}}""");

        created["metadata"]!.AsObject().Should().NotContainKeys("deletionTimestamp", "deletionGracePeriodSeconds");
        (patched.Code, patched.Message).Should().Be(
            (422, "ConfigMap \"a\" is invalid: metadata.deletionTimestamp: Invalid value: \"2030-01-01T00:00:00Z\": field is immutable"));
    }

    [Fact]
    public async Task The_time_of_a_graceful_deletion_is_only_shortened()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreatePodAsync("a", node: "n");

        var first = await cluster.DeleteAsync($"{Pods}/a", """{"gracePeriodSeconds":60}""");
        var longer = await cluster.DeleteAsync($"{Pods}/a", """{"gracePeriodSeconds":90}""");
        var shorter = await cluster.DeleteAsync($"{Pods}/a", """{"gracePeriodSeconds":20}""");
        var unasked = await cluster.DeleteAsync($"{Pods}/a");
        var atOnce = await cluster.DeleteAsync($"{Pods}/a", """{"gracePeriodSeconds":0}""");

        Deletion(first).Should().Be(("2026-05-04T03:03:01Z", 60, 2));
        Deletion(longer).Should().Be(("2026-05-04T03:03:01Z", 60, 2));
        Deletion(shorter).Should().Be(("2026-05-04T03:02:21Z", 20, 2));
        Deletion(unasked).Should().Be(("2026-05-04T03:02:21Z", 20, 2));
        atOnce.Code.Should().Be(200);
        (await cluster.GetAsync($"{Pods}/a")).Code.Should().Be(404);
    }

    [Theory]
    [InlineData("", "Running", 200, "30")]
    [InlineData("\"terminationGracePeriodSeconds\":7,", "Running", 200, "7")]
    [InlineData("\"terminationGracePeriodSeconds\":-7,", "Running", 200, "1")]
    [InlineData("", "Succeeded", 404, null)]
    [InlineData("", "Failed", 404, null)]
    public async Task A_pod_on_a_node_has_the_time_that_its_spec_gives_it_unless_it_is_finished(string spec, string phase, int code, string? grace)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Pods, $$$"""{"metadata":{"name":"a"},"spec":{{{{spec}}}"nodeName":"n","containers":[{"name":"c","image":"i"}]}}""");
        await cluster.MergeAsync($"{Pods}/a/status", $$$"""{"status":{"phase":"{{{phase}}}"}}""");

        await cluster.DeleteAsync($"{Pods}/a");

        var after = await cluster.GetAsync($"{Pods}/a");
        after.Code.Should().Be(code);
        (code == 404 ? null : after.Metadata["deletionGracePeriodSeconds"]!.ToString()).Should().Be(grace);
    }

    [Theory]
    [InlineData("deployments", null)]
    [InlineData("replicasets", null)]
    [InlineData("cronjobs", null)]
    [InlineData("jobs", "orphan")]
    [InlineData("replicationcontrollers", "orphan")]
    public async Task What_becomes_of_dependents_when_nobody_says_is_the_kinds_own_affair(string resource, string? finalizer)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf(resource);
        await cluster.CreateAsync(path, SampleObjects.Of(resource, "a").ToJsonString());

        await cluster.DeleteAsync($"{path}/a");

        var after = await cluster.GetAsync($"{path}/a");
        after.Code.Should().Be(finalizer is null ? 404 : 200);
        (after.Code == 404 ? null : after.Metadata["finalizers"]![0]!.GetValue<string>()).Should().Be(finalizer);
    }

    [Fact]
    public async Task A_policy_that_is_asked_for_later_replaces_the_one_before()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var foreground = await cluster.DeleteAsync($"{ConfigMaps}/a", """{"propagationPolicy":"Foreground"}""");
        var orphan = await cluster.DeleteAsync($"{ConfigMaps}/a", """{"propagationPolicy":"Orphan"}""");
        var background = await cluster.DeleteAsync($"{ConfigMaps}/a", """{"propagationPolicy":"Background"}""");

        foreground.Metadata["finalizers"]!.ToJsonString().Should().Be("""["foregroundDeletion"]""");
        orphan.Metadata["finalizers"]!.ToJsonString().Should().Be("""["orphan"]""");
        background.Json["status"]!.GetValue<string>().Should().Be("Success");
    }

    private static Task<JsonObject> CreateHeldAsync(ApiCluster cluster)
    {
        var body = SampleObjects.Of("deployments", "a");
        body["metadata"]!["finalizers"] = new JsonArray("example.com/held");
        return cluster.CreateAsync(Deployments, body.ToJsonString());
    }

    private static (string At, long Grace, long Generation) Deletion(ApiAnswer answer) => (
        answer.Metadata["deletionTimestamp"]!.GetValue<string>(),
        answer.Metadata["deletionGracePeriodSeconds"]!.GetValue<long>(),
        answer.Metadata["generation"]!.GetValue<long>());
}
