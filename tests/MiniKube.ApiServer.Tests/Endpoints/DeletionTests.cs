using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class DeletionTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task A_delete_answers_a_status_that_names_what_is_gone()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var deleted = await cluster.DeleteAsync($"{ConfigMaps}/a");

        deleted.Code.Should().Be(200);
        deleted.Json["kind"]!.GetValue<string>().Should().Be("Status");
        deleted.Json["status"]!.GetValue<string>().Should().Be("Success");
        deleted.Json["details"]!["uid"]!.GetValue<string>().Should().Be(created["metadata"]!["uid"]!.GetValue<string>());
        (await cluster.DeleteAsync($"{ConfigMaps}/a")).Code.Should().Be(404);
    }

    [Fact]
    public async Task Finalizers_keep_an_object_until_the_last_is_taken_away()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","finalizers":["example.com/one"]}}""");

        var deleted = await cluster.DeleteAsync($"{ConfigMaps}/a");
        var more = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"finalizers":["example.com/one","example.com/two"]}}""");
        var last = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"finalizers":null}}""");

        deleted.Metadata["deletionTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
        deleted.Metadata["deletionGracePeriodSeconds"]!.GetValue<int>().Should().Be(0);
        more.Code.Should().Be(422);
        more.Message.Should().Contain("no new finalizers can be added if the object is being deleted");
        last.Code.Should().Be(200);
        last.Metadata.Should().NotContainKey("finalizers");
        (await cluster.GetAsync($"{ConfigMaps}/a")).Code.Should().Be(404);
    }

    [Fact]
    public async Task Propagation_policies_set_their_finalizers_and_the_generation_rises()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateDeploymentAsync("a");
        await cluster.CreateDeploymentAsync("b");
        await cluster.CreateDeploymentAsync("c");

        var foreground = await cluster.DeleteAsync($"{Deployments}/a", """{"propagationPolicy":"Foreground"}""");
        var orphan = await cluster.DeleteAsync($"{Deployments}/b?propagationPolicy=Orphan");
        var background = await cluster.DeleteAsync($"{Deployments}/c", """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background"}""");
        var odd = await cluster.DeleteAsync($"{Deployments}/c?propagationPolicy=Sideways");

        foreground.Code.Should().Be(202);
        foreground.Metadata["finalizers"]!.ToJsonString().Should().Be("""["foregroundDeletion"]""");
        foreground.Metadata["generation"]!.GetValue<int>().Should().Be(2);
        orphan.Code.Should().Be(200);
        orphan.Metadata["finalizers"]!.ToJsonString().Should().Be("""["orphan"]""");
        background.Json["status"]!.GetValue<string>().Should().Be("Success");
        odd.Code.Should().Be(422);
    }

    [Fact]
    public async Task Jobs_leave_their_pods_behind_unless_asked()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Jobs = "/apis/batch/v1/namespaces/default/jobs";
        await cluster.CreateAsync(Jobs, """{"metadata":{"name":"j"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""");

        var deleted = await cluster.DeleteAsync($"{Jobs}/j");

        deleted.Metadata["finalizers"]!.ToJsonString().Should().Be("""["orphan"]""");
    }

    [Fact]
    public async Task Preconditions_hold_or_the_delete_is_a_conflict()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var otherUid = await cluster.DeleteAsync($"{ConfigMaps}/a", """{"preconditions":{"uid":"other"}}""");
        var otherRevision = await cluster.DeleteAsync($"{ConfigMaps}/a", """{"preconditions":{"resourceVersion":"1"}}""");
        var right = await cluster.DeleteAsync($"{ConfigMaps}/a", $$$"""{"preconditions":{"uid":"{{{created["metadata"]!["uid"]}}}"}}""");

        new[] { otherUid.Code, otherRevision.Code, right.Code }.Should().Equal(409, 409, 200);
    }

    [Fact]
    public async Task A_pod_on_a_node_ends_gracefully_and_then_at_once()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var pod = await cluster.CreatePodAsync("a", node: "n1");

        var first = await cluster.DeleteAsync($"{Pods}/a");
        var again = await cluster.DeleteAsync($"{Pods}/a");
        var longer = await cluster.DeleteAsync($"{Pods}/a", """{"gracePeriodSeconds":60}""");
        var shorter = await cluster.DeleteAsync($"{Pods}/a", """{"gracePeriodSeconds":10}""");
        var last = await cluster.DeleteAsync($"{Pods}/a", $$$"""{"gracePeriodSeconds":0,"preconditions":{"uid":"{{{pod["metadata"]!["uid"]}}}"}}""");

        first.Metadata["deletionTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:02:31Z");
        first.Metadata["deletionGracePeriodSeconds"]!.GetValue<int>().Should().Be(30);
        again.ResourceVersion.Should().Be(first.ResourceVersion);
        longer.ResourceVersion.Should().Be(first.ResourceVersion);
        shorter.Metadata["deletionTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:02:11Z");
        last.Code.Should().Be(200);
        (await cluster.GetAsync($"{Pods}/a")).Code.Should().Be(404);
    }

    [Fact]
    public async Task A_pod_that_no_node_has_goes_at_once()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreatePodAsync("a");

        await cluster.DeleteAsync($"{Pods}/a");

        (await cluster.GetAsync($"{Pods}/a")).Code.Should().Be(404);
    }

    [Fact]
    public async Task A_terminating_namespace_takes_nothing_new_and_goes_when_it_is_finalized()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"x"}}""");

        var deleted = await cluster.DeleteAsync("/api/v1/namespaces/x");
        var refused = await cluster.PostAsync("/api/v1/namespaces/x/configmaps", """{"metadata":{"name":"a"}}""");
        var desired = (await cluster.GetAsync("/api/v1/namespaces/x")).Json;
        desired["spec"] = new JsonObject();
        var finalized = await cluster.PutAsync("/api/v1/namespaces/x/finalize", desired);

        deleted.Json["status"]!["phase"]!.GetValue<string>().Should().Be("Terminating");
        refused.Code.Should().Be(403);
        refused.Json["details"]!["causes"]![0]!["reason"]!.GetValue<string>().Should().Be("NamespaceTerminating");
        refused.Message.Should().Be("configmaps \"a\" is forbidden: unable to create new content in namespace x because it is being terminated");
        finalized.Code.Should().Be(200);
        (await cluster.GetAsync("/api/v1/namespaces/x")).Code.Should().Be(404);
        (await cluster.PostAsync("/api/v1/namespaces/x/configmaps", """{"metadata":{"name":"a"}}""")).Message.Should().Be("namespaces \"x\" not found");
    }

    [Fact]
    public async Task The_first_namespaces_cannot_be_deleted()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.DeleteAsync("/api/v1/namespaces/default");

        (answer.Code, answer.Message).Should().Be((403, "namespaces \"default\" is forbidden: this namespace may not be deleted"));
    }

    [Fact]
    public async Task A_collection_is_deleted_by_selector_and_what_is_gone_is_listed()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","labels":{"app":"x"}}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"b","labels":{"app":"x"}}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"c"}}""");

        var deleted = await cluster.DeleteAsync($"{ConfigMaps}?labelSelector=app%20in%20(x)");

        deleted.Json["kind"]!.GetValue<string>().Should().Be("ConfigMapList");
        deleted.Names.Should().Equal("a", "b");
        (await cluster.GetAsync(ConfigMaps)).Names.Should().Equal("c");
    }
}
