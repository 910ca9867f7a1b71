using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Patches;

/// <summary>Entries 7 and 28 to 30: who owns what, and configurations that are applied.</summary>
public sealed class ApplyTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";

    [Fact]
    public async Task A_field_of_another_is_a_conflict_with_a_cause_for_each()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync($"{Deployments}?fieldManager=maker", SampleObjects.Of("deployments", "a").ToJsonString());
        await cluster.MergeAsync($"{Deployments}/a?fieldManager=scaler", """{"spec":{"replicas":5}}""");

        var refused = await ApplyAsync(cluster, "m", """{"spec":{"replicas":3}}""");
        var forced = await ApplyAsync(cluster, "m", """{"spec":{"replicas":3}}""", "&force=true");

        (refused.Code, refused.Reason).Should().Be((409, "Conflict"));
        refused.Message.Should().Be("Apply failed with 1 conflict: conflict with \"scaler\" using apps/v1: .spec.replicas");
        refused.Json["details"]!["causes"]!.ToJsonString().Replace("\\u0022", "'", StringComparison.Ordinal).Should().Be(
            """[{"reason":"FieldManagerConflict","message":"conflict with 'scaler' using apps/v1","field":".spec.replicas"}]""");
        forced.Code.Should().Be(200, forced.Text);
        forced.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(3);
        Managers(forced.Json).Should().NotContain("scaler");
    }

    [Fact]
    public async Task What_is_left_out_later_goes_unless_another_has_it()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await ApplyMapAsync(cluster, "one", """{"data":{"a":"1","b":"2"}}""");
        await ApplyMapAsync(cluster, "two", """{"data":{"b":"2"}}""");

        var left = await ApplyMapAsync(cluster, "one", """{"data":{}}""");

        left.Json["data"]!.ToJsonString().Should().Be("""{"b":"2"}""");
    }

    [Theory]
    [InlineData("""{"labels":{"l":"1"}}""")]
    [InlineData("""{"annotations":{"n":"1"}}""")]
    [InlineData("""{"labels":{"l":"1"},"annotations":{"n":"1"},"finalizers":["example.com/f"]}""")]
    public async Task The_last_of_the_metadata_goes_without_the_name(string metadata)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var made = await ApplyMapAsync(cluster, "m", $$$"""{"metadata":{{{metadata}}},"data":{"a":"1"}}""");

        var left = await ApplyMapAsync(cluster, "m", """{"data":{"a":"1"}}""");

        made.Code.Should().Be(201, made.Text);
        left.Code.Should().Be(200, left.Text);
        left.Metadata.Should().NotContainKeys("labels", "annotations", "finalizers");
        left.Metadata["uid"]!.ToJsonString().Should().Be(made.Metadata["uid"]!.ToJsonString());
        left.Json["data"]!.ToJsonString().Should().Be("""{"a":"1"}""");
    }

    [Fact]
    public async Task Items_go_by_their_keys_and_a_default_is_part_of_a_key()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Two = """{"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80},{"containerPort":81,"protocol":"UDP"}]},{"name":"d","image":"i"}]}}}}""";
        const string One = """{"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80,"protocol":"TCP"}]}]}}}}""";

        var made = await ApplyAsync(cluster, "m", Two);
        var less = await ApplyAsync(cluster, "m", One);

        made.Code.Should().Be(201, made.Text);
        less.Code.Should().Be(200, less.Text);
        var containers = less.Json["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        containers.Should().ContainSingle();
        containers[0]!["ports"]!.ToJsonString().Should().Be("""[{"containerPort":80,"protocol":"TCP"}]""");
        less.Metadata["managedFields"]!.ToJsonString().Should().Contain("protocol").And.NotContain("81");
    }

    [Theory]
    [InlineData("", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""", 422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch")]
    [InlineData("?fieldManager=m", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","managedFields":[{}]}}""", 400, "metadata.managedFields must be nil")]
    [InlineData("?fieldManager=m", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}""", 400, "the name of the object (b) does not match the name on the URL (a)")]
    [InlineData("?fieldManager=m", """{"apiVersion":"v1","kind":"ConfigMap"}""", 400, "the name of the object (a based on URL) was undeterminable: name must be provided")]
    [InlineData("?fieldManager=m", """{"kind":"ConfigMap","metadata":{"name":"a"}}""", 400, "invalid object type: /, Kind=ConfigMap")]
    [InlineData("?fieldManager=m", "x: [", 400, "error converting YAML to JSON: ")]
    [InlineData("?fieldManager=m", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"x"}}""", 409, "Operation cannot be fulfilled on configmaps \"a\": uid mismatch: the provided object specified uid x, and no existing object was found")]
    public async Task What_is_no_configuration_is_refused(string query, string body, int code, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a{query}", body, "application/apply-patch+yaml");

        answer.Code.Should().Be(code, answer.Text);
        answer.Message.Should().StartWith(why);
    }

    [Fact]
    public async Task A_writer_has_one_entry_for_its_name_operation_version_and_subresource_whose_time_is_that_of_its_last_change()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync($"{Deployments}?fieldManager=m", SampleObjects.Of("deployments", "a").ToJsonString());
        cluster.Time.Advance(TimeSpan.FromSeconds(10));
        await cluster.MergeAsync($"{Deployments}/a?fieldManager=m", """{"metadata":{"labels":{"x":"y"}}}""");
        cluster.Time.Advance(TimeSpan.FromSeconds(10));
        await cluster.MergeAsync($"{Deployments}/a?fieldManager=m", """{"metadata":{"labels":{"x":"y"}}}""");
        await cluster.MergeAsync($"{Deployments}/a/status?fieldManager=m", """{"status":{"replicas":1}}""");
        await ApplyAsync(cluster, "m", """{"metadata":{"labels":{"z":"1"}}}""");

        var entries = (await cluster.GetAsync($"{Deployments}/a")).Metadata["managedFields"]!.AsArray();

        entries.Select(entry => $"{entry!["manager"]} {entry["operation"]} {entry["apiVersion"]} {entry["subresource"]} {entry["time"]}").Should().BeEquivalentTo(
            "m Apply apps/v1  2026-05-04T03:02:21Z", "m Update apps/v1  2026-05-04T03:02:11Z", "m Update apps/v1 status 2026-05-04T03:02:21Z");
    }

    [Fact]
    public async Task Ownership_is_reset_by_an_empty_entry_but_not_by_a_client_that_knows_nothing_of_it()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync($"{ConfigMaps}?fieldManager=m", """{"metadata":{"name":"a"},"data":{"k":"v"}}""");

        var kept = await cluster.MergeAsync($"{ConfigMaps}/a?fieldManager=n", """{"metadata":{"managedFields":[]}}""");
        var reset = await cluster.MergeAsync($"{ConfigMaps}/a?fieldManager=n", """{"metadata":{"managedFields":[{}]}}""");

        Managers(kept.Json).Should().Equal("m");
        reset.Code.Should().Be(200, reset.Text);
        reset.Metadata.Should().NotContainKey("managedFields");
    }

    [Fact]
    public async Task What_kubectl_applied_by_itself_is_handed_over_by_a_JSON_patch_of_the_owners()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Applied = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{},"name":"a","namespace":"default"},"data":{"k":"v","old":"1"}}""" + "\n";
        var body = JsonNode.Parse(Applied)!.AsObject();
        body["metadata"]!["annotations"]!["kubectl.kubernetes.io/last-applied-configuration"] = Applied;
        await cluster.CreateAsync($"{ConfigMaps}?fieldManager=kubectl-client-side-apply", body.ToJsonString());
        var applied = await ApplyMapAsync(cluster, "kubectl", """{"data":{"k":"v"}}""", "&force=true");
        var entries = applied.Metadata["managedFields"]!.AsArray();
        var own = entries.Single(entry => entry!["manager"]!.GetValue<string>() == "kubectl")!.DeepClone();
        own["fieldsV1"] = JsonNode.Parse("""{"f:data":{".":{},"f:k":{},"f:old":{}}}""");
        var steps = new JsonArray(
            new JsonObject { ["op"] = "replace", ["path"] = "/metadata/managedFields", ["value"] = new JsonArray(own) },
            new JsonObject { ["op"] = "replace", ["path"] = "/metadata/resourceVersion", ["value"] = applied.ResourceVersion });

        var migrated = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a?fieldManager=kubectl", steps.ToJsonString(), "application/json-patch+json");
        var last = await ApplyMapAsync(cluster, "kubectl", """{"data":{"k":"v"}}""");

        migrated.Code.Should().Be(200, migrated.Text);
        Managers(migrated.Json).Should().NotContain("kubectl-client-side-apply");
        last.Json["data"]!.ToJsonString().Should().Be("""{"k":"v"}""");
    }

    [Fact]
    public async Task The_annotation_of_the_last_configuration_stays_exactly_as_it_was_sent()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Odd = "{\"b\" : 1,\n\t\"a\":\"<&>é\\u0000\" }\n";
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "a", ["annotations"] = new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = Odd } },
        };
        await cluster.CreateAsync(ConfigMaps, body.ToJsonString());
        await cluster.MergeAsync($"{ConfigMaps}/a", """{"data":{"k":"v"}}""");

        var read = await cluster.GetAsync($"{ConfigMaps}/a");

        read.Metadata["annotations"]!["kubectl.kubernetes.io/last-applied-configuration"]!.GetValue<string>().Should().Be(Odd);
    }

    private static Task<ApiAnswer> ApplyAsync(ApiCluster cluster, string manager, string rest, string query = "") =>
        SendAsync(cluster, Deployments, "apps/v1", "Deployment", manager, rest, query);

    private static Task<ApiAnswer> ApplyMapAsync(ApiCluster cluster, string manager, string rest, string query = "") =>
        SendAsync(cluster, ConfigMaps, "v1", "ConfigMap", manager, rest, query);

    private static Task<ApiAnswer> SendAsync(ApiCluster cluster, string path, string version, string kind, string manager, string rest, string query)
    {
        var config = JsonNode.Parse(rest)!.AsObject();
        config["apiVersion"] = version;
        config["kind"] = kind;
        var metadata = config["metadata"] as JsonObject ?? [];
        metadata["name"] = "a";
        config["metadata"] = metadata.Parent is null ? metadata : metadata.DeepClone();
        return cluster.SendAsync("PATCH", $"{path}/a?fieldManager={manager}{query}", config.ToJsonString(), "application/apply-patch+yaml");
    }

    private static IEnumerable<string> Managers(JsonObject tree) =>
        tree["metadata"]!["managedFields"]!.AsArray().Select(entry => entry!["manager"]!.GetValue<string>());
}
