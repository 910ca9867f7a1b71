using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class PathAndFormTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task What_is_unknown_in_a_known_group_is_a_status_and_an_unknown_group_is_plain_text()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var resource = await cluster.GetAsync("/api/v1/namespaces/default/things");
        var version = await cluster.GetAsync("/apis/apps/v9/deployments");
        var group = await cluster.GetAsync("/apis/none.example.com/v1/things");

        resource.Text.Trim().Should().Be(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"the server could not find the requested resource","reason":"NotFound","details":{},"code":404}""");
        version.Code.Should().Be(404);
        (group.Code, group.Text.Trim()).Should().Be((404, "404 page not found"));
        group.Headers["Content-Type"].Should().StartWith("text/plain");
    }

    [Fact]
    public async Task Not_found_names_the_resource_and_invalid_names_the_kind()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var core = await cluster.GetAsync($"{ConfigMaps}/x");
        var apps = await cluster.GetAsync("/apis/apps/v1/namespaces/default/deployments/x");
        var pod = await cluster.PostAsync("/api/v1/namespaces/default/pods", """{"metadata":{"name":"p"},"spec":{"containers":[]}}""");
        var deployment = await cluster.PostAsync("/apis/apps/v1/namespaces/default/deployments", """{"metadata":{"name":"d"},"spec":{}}""");

        core.Json["details"]!.ToJsonString().Should().Be("""{"name":"x","kind":"configmaps"}""");
        apps.Json["details"]!.ToJsonString().Should().Be("""{"name":"x","group":"apps","kind":"deployments"}""");
        (pod.Code, Kind(pod), Group(pod)).Should().Be((422, "Pod", null));
        (deployment.Code, Kind(deployment), Group(deployment)).Should().Be((422, "Deployment", "apps"));

        static string Kind(ApiAnswer answer) => answer.Json["details"]!["kind"]!.GetValue<string>();
        static string? Group(ApiAnswer answer) => answer.Json["details"]!["group"]?.GetValue<string>();
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("PROPFIND")]
    public async Task Other_methods_are_refused_with_those_that_are_taken(string method)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var collection = await cluster.SendAsync(method, ConfigMaps);
        var one = await cluster.SendAsync(method, $"{ConfigMaps}/a");

        (collection.Code, collection.Headers["Allow"]).Should().Be((405, "GET, POST, DELETE"));
        (one.Code, one.Headers["Allow"]).Should().Be((405, "GET, PUT, PATCH, DELETE"));
    }

    [Fact]
    public async Task A_body_without_a_type_is_json_and_a_patch_always_says_its_type()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.SendAsync("POST", ConfigMaps, """{"metadata":{"name":"a"}}""", contentType: "");
        var patched = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a", "{}", "application/json");

        created.Code.Should().Be(201, created.Text);
        (patched.Code, patched.Reason).Should().Be((415, "UnsupportedMediaType"));
        patched.Message.Should().Be(
            "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, "
            + "application/strategic-merge-patch+json, application/apply-patch+yaml");
    }

    [Fact]
    public async Task A_body_of_another_kind_a_set_revision_and_an_unknown_field_are_told()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var kind = await cluster.PostAsync(ConfigMaps, """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}""");
        var revision = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"a","resourceVersion":"7"}}""");
        var plain = await cluster.GetAsync($"{ConfigMaps}?fieldSelector=spec.color%3Dred");
        var pods = await cluster.GetAsync("/api/v1/pods?fieldSelector=spec.color%3Dred");

        kind.Code.Should().Be(400);
        kind.Message.Should().Contain("cannot be handled as a ConfigMap");
        (revision.Code, revision.Message).Should().Be((400, "resourceVersion should not be set on objects to be created"));
        (plain.Code, plain.Reason).Should().Be((400, "BadRequest"));
        plain.Message.Should().Contain("\"spec.color\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        (pods.Code, pods.Message).Should().Be((400, "field label not supported: spec.color"));
    }

    [Fact]
    public async Task Groups_answer_with_and_without_a_slash_and_prefer_one_of_their_versions()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var groups = (await cluster.GetAsync("/apis")).Json["groups"]!.AsArray();

        foreach (var group in groups.Select(one => one!.AsObject()))
        {
            var name = group["name"]!.GetValue<string>();
            var plain = await cluster.GetAsync($"/apis/{name}");
            var slash = await cluster.GetAsync($"/apis/{name}/");

            plain.Code.Should().Be(200, name);
            slash.Text.Should().Be(plain.Text);
            group["versions"]!.AsArray().Select(version => version!.ToJsonString()).Should().Contain(group["preferredVersion"]!.ToJsonString());
        }

        var told = (await cluster.GetAsync("/version")).Json;
        told["major"]!.GetValue<string>().Should().MatchRegex("^[0-9]+$");
        told["minor"]!.GetValue<string>().Should().MatchRegex("^[0-9]+$");
        told["gitVersion"]!.GetValue<string>().Should().MatchRegex("^v1\\.34\\.[0-9]+");
        told["gitCommit"]!.GetValue<string>().Should().MatchRegex("^[0-9a-f]+$");
    }

    [Fact]
    public async Task A_refusal_and_an_answer_carry_an_audit_id_and_the_flow_they_went_by()
    {
        await using var cluster = await ApiCluster.StartAsync();
        foreach (var path in new[] { ConfigMaps, $"{ConfigMaps}/none" })
        {
            var answer = await cluster.GetAsync(path);

            answer.Headers["Audit-Id"].Should().MatchRegex("^[0-9a-f-]{36}$");
            answer.Headers.Should().ContainKey("X-Kubernetes-Pf-FlowSchema-Uid").And.ContainKey("X-Kubernetes-Pf-PriorityLevel-Uid");
        }
    }

    [Fact]
    public async Task What_a_watch_tells_is_what_the_write_answered_field_for_field()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var watch = await cluster.WatchAsync($"/apis/apps/v1/namespaces/default/deployments?resourceVersion={cluster.Store.Applied}");
        const string One = "/apis/apps/v1/namespaces/default/deployments/web";

        var written = new List<JsonObject>
        {
            await cluster.CreateAsync("/apis/apps/v1/namespaces/default/deployments", Workloads.Deployment),
            (await cluster.MergeAsync($"{One}/status?fieldManager=controller", """{"status":{"replicas":2,"observedGeneration":1}}""")).Json,
            (await cluster.SendAsync("PATCH", $"{One}?fieldManager=ssa&force=true", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":3}}""", "application/apply-patch+yaml")).Json,
            (await cluster.MergeAsync(One, """{"metadata":{"labels":{"x":"y"}}}""")).Json,
        };

        var told = await watch.TakeAsync(written.Count);
        told.Select(one => one.Object.ToJsonString()).Should().Equal(written.Select(one => one.ToJsonString()));
        told[^1].Object["metadata"]!["managedFields"]!.AsArray().Should().HaveCountGreaterThan(2);
    }

    [Fact]
    public async Task A_collection_is_deleted_by_sets_of_labels_and_by_fields()
    {
        await using var cluster = await ApiCluster.StartAsync();
        foreach (var (name, tier) in new[] { ("a", "x"), ("b", "y"), ("c", "z"), ("d", "x") })
        {
            await cluster.CreateAsync(ConfigMaps, $$$$"""{"metadata":{"name":"{{{{name}}}}","labels":{"tier":"{{{{tier}}}}"}}}""");
        }

        var sets = await cluster.DeleteAsync($"{ConfigMaps}?labelSelector={Uri.EscapeDataString("tier in (x,y),tier notin (y)")}");
        var field = await cluster.DeleteAsync($"{ConfigMaps}?fieldSelector={Uri.EscapeDataString("metadata.name!=c")}");
        var dry = await cluster.DeleteAsync($"{ConfigMaps}?dryRun=All");

        sets.Json["kind"]!.GetValue<string>().Should().Be("ConfigMapList");
        sets.Names.Should().Equal("a", "d");
        field.Names.Should().Equal("b");
        dry.Names.Should().Equal("c");
        (await cluster.GetAsync(ConfigMaps)).Names.Should().Equal("c");
    }
}
