using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Objects;

/// <summary>Entries 1 to 3: who an object is, when it changed, and which half of it a write may touch.</summary>
public sealed class IdentityTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";

    [Fact]
    public async Task Each_creation_has_a_uid_of_its_own_and_the_second_in_which_it_was()
    {
        await using var cluster = await ApiCluster.StartAsync();
        cluster.Time.Advance(TimeSpan.FromMilliseconds(789));

        var first = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","uid":"mine","creationTimestamp":"2001-01-01T00:00:00Z","generation":7,"selfLink":"/x"}}""");
        await cluster.DeleteAsync($"{ConfigMaps}/a");
        var second = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        first["metadata"]!["creationTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
        first["metadata"]!["uid"]!.GetValue<string>().Should().MatchRegex("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
        second["metadata"]!["uid"]!.GetValue<string>().Should().NotBe(first["metadata"]!["uid"]!.GetValue<string>());
        first["metadata"]!.AsObject().Should().NotContainKeys("generation", "selfLink");
    }

    [Theory]
    [InlineData("deployments", """{"spec":{"replicas":4}}""")]
    [InlineData("statefulsets", """{"spec":{"replicas":4}}""")]
    [InlineData("daemonsets", """{"spec":{"minReadySeconds":4}}""")]
    [InlineData("replicasets", """{"spec":{"replicas":4}}""")]
    [InlineData("jobs", """{"spec":{"parallelism":4}}""")]
    [InlineData("cronjobs", """{"spec":{"suspend":true}}""")]
    [InlineData("ingresses", """{"spec":{"ingressClassName":"x"}}""")]
    [InlineData("networkpolicies", """{"spec":{"podSelector":{"matchLabels":{"a":"b"}}}}""")]
    [InlineData("poddisruptionbudgets", """{"spec":{"maxUnavailable":1}}""")]
    [InlineData("pods", """{"spec":{"activeDeadlineSeconds":60}}""")]
    [InlineData("replicationcontrollers", """{"spec":{"replicas":4}}""")]
    public async Task The_generation_begins_at_one_and_counts_changes_of_what_is_desired_alone(string resource, string change)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = $"{SampleObjects.PathOf(resource)}/a";
        var created = await cluster.CreateAsync(SampleObjects.PathOf(resource), SampleObjects.Of(resource, "a").ToJsonString());

        var labelled = await cluster.MergeAsync(path, """{"metadata":{"labels":{"x":"y"},"annotations":{"x":"y"}}}""");
        var changed = await cluster.MergeAsync(path, change);
        var repeated = await cluster.MergeAsync(path, change);

        Generation(created).Should().Be(1);
        Generation(labelled.Json).Should().Be(1);
        Generation(changed.Json).Should().Be(2);
        Generation(repeated.Json).Should().Be(2);
    }

    [Theory]
    [InlineData("configmaps")]
    [InlineData("secrets")]
    [InlineData("serviceaccounts")]
    [InlineData("services")]
    [InlineData("nodes")]
    [InlineData("namespaces")]
    [InlineData("leases")]
    [InlineData("clusterroles")]
    public async Task Some_kinds_count_no_generations(string resource)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.CreateAsync(SampleObjects.PathOf(resource), SampleObjects.Of(resource, "a").ToJsonString());

        created["metadata"]!.AsObject().Should().NotContainKey("generation");
    }

    [Fact]
    public async Task Revisions_are_one_sequence_over_all_resources_and_a_list_has_that_of_its_reading()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var map = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var role = await cluster.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles", """{"metadata":{"name":"a"}}""");
        var empty = await cluster.GetAsync("/apis/batch/v1/jobs");
        var gone = await cluster.DeleteAsync($"{ConfigMaps}/a");
        var after = await cluster.GetAsync(ConfigMaps);

        Revision(role).Should().BeGreaterThan(Revision(map));
        long.Parse(empty.ResourceVersion).Should().Be(Revision(role));
        gone.Code.Should().Be(200);
        long.Parse(after.ResourceVersion).Should().Be(Revision(role) + 1);
    }

    [Fact]
    public async Task A_status_sent_to_the_object_and_a_spec_sent_to_the_status_are_passed_over()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var body = SampleObjects.Of("deployments", "a");
        body["status"] = new JsonObject { ["replicas"] = 9 };
        var created = await cluster.CreateAsync(Deployments, body.ToJsonString());
        await cluster.MergeAsync($"{Deployments}/a/status", """{"status":{"replicas":3}}""");

        var put = (await cluster.GetAsync($"{Deployments}/a")).Json;
        put["status"]!["replicas"] = 5;
        put["spec"]!["replicas"] = 2;
        var main = await cluster.PutAsync($"{Deployments}/a", put);
        put = main.Json;
        put["spec"]!["replicas"] = 7;
        put["status"]!["replicas"] = 4;
        put["metadata"]!["labels"] = new JsonObject { ["x"] = "y" };
        put["metadata"]!["annotations"] = new JsonObject { ["x"] = "y" };
        var status = await cluster.PutAsync($"{Deployments}/a/status", put);

        created["status"]!.AsObject().Should().BeEmpty();
        (Number(main.Json, "spec"), Number(main.Json, "status")).Should().Be((2, 3));
        (Number(status.Json, "spec"), Number(status.Json, "status")).Should().Be((2, 4));
        status.Metadata.Should().NotContainKey("labels").And.ContainKey("annotations");
        Generation(status.Json).Should().Be(2);
    }

    private static long Number(JsonObject tree, string part) => tree[part]!["replicas"]!.GetValue<long>();

    private static long Generation(JsonObject tree) => tree["metadata"]!["generation"]!.GetValue<long>();

    private static long Revision(JsonObject tree) => long.Parse(tree["metadata"]!["resourceVersion"]!.GetValue<string>());
}
