using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class FinalizerTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Namespaces = "/api/v1/namespaces";

    [Fact]
    public async Task Nothing_new_holds_what_is_going_and_the_last_one_to_let_go_sees_it()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","finalizers":["example.com/one","example.com/two"]},"data":{"k":"v"}}""");

        var deleted = await cluster.DeleteAsync($"{ConfigMaps}/a");
        var added = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"finalizers":["example.com/one","example.com/two","example.com/three"]}}""");
        var again = await cluster.DeleteAsync($"{ConfigMaps}/a");
        var less = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"finalizers":["example.com/two"]}}""");
        var last = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"finalizers":null}}""");

        deleted.Code.Should().Be(200);
        deleted.Json["kind"]!.GetValue<string>().Should().Be("ConfigMap");
        deleted.Metadata["deletionGracePeriodSeconds"]!.GetValue<int>().Should().Be(0);
        deleted.Metadata["deletionTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
        (added.Code, added.Message).Should().Be(
            (422, "ConfigMap \"a\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"example.com/three\"}"));
        again.ResourceVersion.Should().Be(deleted.ResourceVersion);
        less.Code.Should().Be(200);
        (last.Code, last.Json["data"]!["k"]!.GetValue<string>()).Should().Be((200, "v"));
        (await cluster.GetAsync($"{ConfigMaps}/a")).Code.Should().Be(404);
    }

    [Fact]
    public async Task A_deletion_is_neither_taken_back_nor_put_off()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","finalizers":["example.com/one"]}}""");
        await cluster.DeleteAsync($"{ConfigMaps}/a");

        var back = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"deletionTimestamp":null,"labels":{"a":"b"}}}""");
        var later = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"deletionTimestamp":"2027-01-01T00:00:00Z"}}""");

        back.Metadata["deletionTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
        later.Code.Should().Be(200);
        later.Metadata["deletionTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
    }

    [Fact]
    public async Task A_namespace_is_finalized_by_its_own_subresource_alone()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(Namespaces, """{"metadata":{"name":"n"}}""");

        var byPatch = await cluster.MergeAsync($"{Namespaces}/n", """{"spec":{"finalizers":[]}}""");
        var early = await cluster.PutAsync($"{Namespaces}/n/finalize", """{"metadata":{"name":"n","labels":{"x":"y"}},"spec":{"finalizers":["kubernetes","example.com/own"]},"status":{"phase":"Terminating"}}""");
        var deleted = await cluster.DeleteAsync($"{Namespaces}/n");
        var refused = await cluster.PostAsync($"{Namespaces}/n/configmaps", """{"metadata":{"name":"a"}}""");
        var half = await cluster.PutAsync($"{Namespaces}/n/finalize", """{"metadata":{"name":"n"},"spec":{"finalizers":["example.com/own"]}}""");
        var last = await cluster.PutAsync($"{Namespaces}/n/finalize", """{"metadata":{"name":"n"},"spec":{"finalizers":[]}}""");

        created["spec"]!["finalizers"]!.ToJsonString().Should().Be("""["kubernetes"]""");
        created["status"]!["phase"]!.GetValue<string>().Should().Be("Active");
        byPatch.Json["spec"]!["finalizers"]!.ToJsonString().Should().Be("""["kubernetes"]""");
        early.Code.Should().Be(200, early.Text);
        early.Json["spec"]!["finalizers"]!.ToJsonString().Should().Be("""["kubernetes","example.com/own"]""");
        early.Json["status"]!["phase"]!.GetValue<string>().Should().Be("Active");
        deleted.Json["status"]!["phase"]!.GetValue<string>().Should().Be("Terminating");
        (refused.Code, refused.Message).Should().Be(
            (403, "configmaps \"a\" is forbidden: unable to create new content in namespace n because it is being terminated"));
        refused.Json["details"]!["causes"]!.ToJsonString().Should().Be(
            """[{"reason":"NamespaceTerminating","message":"namespace n is being terminated","field":"metadata.namespace"}]""");
        half.Json["spec"]!["finalizers"]!.ToJsonString().Should().Be("""["example.com/own"]""");
        last.Code.Should().Be(200, last.Text);
        (await cluster.GetAsync($"{Namespaces}/n")).Code.Should().Be(404);
    }

    [Fact]
    public async Task A_namespace_without_finalizers_of_its_own_stays_for_those_in_its_metadata()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Namespaces, """{"metadata":{"name":"n","finalizers":["example.com/own"]}}""");
        await cluster.DeleteAsync($"{Namespaces}/n");

        var finalized = await cluster.PutAsync($"{Namespaces}/n/finalize", """{"metadata":{"name":"n","finalizers":["example.com/own"]},"spec":{"finalizers":[]}}""");
        var read = await cluster.GetAsync($"{Namespaces}/n");
        var freed = await cluster.MergeAsync($"{Namespaces}/n", """{"metadata":{"finalizers":[]}}""");

        finalized.Code.Should().Be(200, finalized.Text);
        read.Code.Should().Be(200);
        freed.Code.Should().Be(200, freed.Text);
        (await cluster.GetAsync($"{Namespaces}/n")).Code.Should().Be(404);
    }

    [Theory]
    [InlineData("/api/v1/namespaces/default/replicationcontrollers", """{"spec":{"selector":{"a":"b"},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""", "orphan")]
    [InlineData("/apis/batch/v1/namespaces/default/jobs", """{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""", "orphan")]
    [InlineData("/apis/apps/v1/namespaces/default/replicasets", """{"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""", "")]
    [InlineData("/apis/apps/v1/namespaces/default/daemonsets", """{"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""", "")]
    public async Task Who_does_not_say_what_becomes_of_the_pods_gets_the_kinds_own_answer(string collection, string content, string finalizer)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var body = System.Text.Json.Nodes.JsonNode.Parse(content)!.AsObject();
        body["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "w" };
        await cluster.CreateAsync(collection, body.ToJsonString());

        var deleted = await cluster.DeleteAsync($"{collection}/w");

        deleted.Code.Should().Be(200);
        if (finalizer.Length > 0)
        {
            deleted.Metadata["finalizers"]!.ToJsonString().Should().Be($"[\"{finalizer}\"]");
        }
        else
        {
            deleted.Json["kind"]!.GetValue<string>().Should().Be("Status");
            (await cluster.GetAsync($"{collection}/w")).Code.Should().Be(404);
        }
    }
}
