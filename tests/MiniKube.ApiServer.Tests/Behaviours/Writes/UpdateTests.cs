using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Writes;

/// <summary>Entries 11 and 23: what a PUT may leave out, what it makes, and the codes of answers.</summary>
public sealed class UpdateTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData("configmaps")]
    [InlineData("secrets")]
    [InlineData("deployments")]
    [InlineData("nodes")]
    [InlineData("namespaces")]
    [InlineData("persistentvolumes")]
    [InlineData("serviceaccounts")]
    [InlineData("endpoints")]
    [InlineData("storageclasses")]
    [InlineData("priorityclasses")]
    [InlineData("ingresses")]
    [InlineData("networkpolicies")]
    [InlineData("clusterroles")]
    [InlineData("rolebindings")]
    [InlineData("horizontalpodautoscalers")]
    [InlineData("endpointslices")]
    public async Task A_put_without_a_revision_overwrites_what_is_there(string resource)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(SampleObjects.PathOf(resource), SampleObjects.Of(resource, "a").ToJsonString());
        await cluster.MergeAsync($"{SampleObjects.PathOf(resource)}/a", """{"metadata":{"labels":{"was":"there"}}}""");

        var body = SampleObjects.Of(resource, "a");
        body["metadata"]!["labels"] = new JsonObject { ["is"] = "there" };
        var answer = await cluster.PutAsync($"{SampleObjects.PathOf(resource)}/a", body);

        answer.Code.Should().Be(200, "{0}", answer.Text);
        answer.Metadata["labels"]!.AsObject().Should().ContainKey("is").And.NotContainKey("was");
    }

    [Theory]
    [InlineData("leases", "leases.coordination.k8s.io")]
    [InlineData("runtimeclasses", "runtimeclasses.node.k8s.io")]
    [InlineData("poddisruptionbudgets", "poddisruptionbudgets.policy")]
    [InlineData("validatingwebhookconfigurations", "validatingwebhookconfigurations.admissionregistration.k8s.io")]
    [InlineData("mutatingwebhookconfigurations", "mutatingwebhookconfigurations.admissionregistration.k8s.io")]
    [InlineData("csidrivers", "csidrivers.storage.k8s.io")]
    [InlineData("csinodes", "csinodes.storage.k8s.io")]
    [InlineData("csistoragecapacities", "csistoragecapacities.storage.k8s.io")]
    [InlineData("volumeattachments", "volumeattachments.storage.k8s.io")]
    public async Task Some_kinds_want_to_know_what_is_overwritten(string resource, string qualified)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf(resource);
        var created = await cluster.CreateAsync(path, SampleObjects.Of(resource, "a").ToJsonString());

        var blind = await cluster.PutAsync($"{path}/a", SampleObjects.Of(resource, "a"));
        var seeing = await cluster.PutAsync($"{path}/a", created);

        blind.Code.Should().Be(422);
        blind.Message.Should().Be($"{qualified} \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update");
        blind.Json["details"]!["kind"]!.GetValue<string>().Should().Be(resource);
        seeing.Code.Should().Be(200, "{0}", seeing.Text);
    }

    [Theory]
    [InlineData("leases")]
    [InlineData("endpoints")]
    [InlineData("events")]
    [InlineData("limitranges")]
    [InlineData("services")]
    [InlineData("runtimeclasses")]
    [InlineData("roles")]
    [InlineData("rolebindings")]
    [InlineData("clusterroles")]
    [InlineData("clusterrolebindings")]
    public async Task A_put_makes_what_is_not_there_of_some_kinds(string resource)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf(resource);

        var made = await cluster.PutAsync($"{path}/a", SampleObjects.Of(resource, "a"));
        var again = await cluster.PutAsync($"{path}/a", made.Json);

        made.Code.Should().Be(201, "{0}", made.Text);
        again.Code.Should().Be(200, "{0}", again.Text);
    }

    [Theory]
    [InlineData("configmaps")]
    [InlineData("pods")]
    [InlineData("deployments")]
    [InlineData("secrets")]
    [InlineData("csidrivers")]
    [InlineData("poddisruptionbudgets")]
    [InlineData("namespaces")]
    public async Task A_put_of_what_is_not_there_is_not_found_of_others(string resource)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PutAsync($"{SampleObjects.PathOf(resource)}/a", SampleObjects.Of(resource, "a"));

        (answer.Code, answer.Reason).Should().Be((404, "NotFound"));
        answer.Json["details"]!["kind"]!.GetValue<string>().Should().Be(resource);
    }

    [Fact]
    public async Task A_put_of_something_older_or_of_another_object_is_a_conflict()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var old = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        await cluster.MergeAsync($"{ConfigMaps}/a", """{"data":{"k":"v"}}""");
        var uid = old["metadata"]!["uid"]!.GetValue<string>();

        var stale = await cluster.PutAsync($"{ConfigMaps}/a", old);
        var other = await cluster.PutAsync($"{ConfigMaps}/a", """{"metadata":{"name":"a","uid":"x"}}""");

        stale.Code.Should().Be(409);
        stale.Text.TrimEnd().Should().Be(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again","reason":"Conflict","details":{"name":"a","kind":"configmaps"},"code":409}""");
        (other.Code, other.Message).Should().Be(
            (409, $"Operation cannot be fulfilled on configmaps \"a\": Precondition failed: UID in precondition: x, UID in object meta: {uid}"));
    }

    [Fact]
    public async Task A_creation_that_names_a_revision_and_one_of_a_name_that_is_taken_are_refused()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var revision = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"b","resourceVersion":"1"}}""");
        var taken = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        (revision.Code, revision.Message).Should().Be((400, "resourceVersion should not be set on objects to be created"));
        (taken.Code, taken.Reason, taken.Message).Should().Be((409, "AlreadyExists", "configmaps \"a\" already exists"));
        taken.Json["details"]!.ToJsonString().Should().Be("""{"name":"a","kind":"configmaps"}""");
    }

    [Fact]
    public async Task An_answer_has_the_code_of_what_was_done()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Config = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""";

        var created = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"b"}}""");
        var updated = await cluster.PutAsync($"{ConfigMaps}/b", """{"metadata":{"name":"b"},"data":{"k":"v"}}""");
        var patched = await cluster.MergeAsync($"{ConfigMaps}/b", """{"data":{"k":"w"}}""");
        var applied = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a?fieldManager=m", Config, "application/apply-patch+yaml");
        var reapplied = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a?fieldManager=m", Config, "application/apply-patch+yaml");
        var waiting = await cluster.DeleteAsync($"{ConfigMaps}/a", """{"propagationPolicy":"Foreground"}""");
        var orphaning = await cluster.DeleteAsync($"{ConfigMaps}/b", """{"propagationPolicy":"Orphan"}""");

        new[] { created.Code, updated.Code, patched.Code, applied.Code, reapplied.Code, waiting.Code, orphaning.Code }
            .Should().Equal(201, 200, 200, 201, 200, 202, 200);
    }
}
