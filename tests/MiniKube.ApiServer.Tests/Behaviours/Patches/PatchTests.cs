using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Patches;

/// <summary>Entries 24 to 27: the three patches that are no applies.</summary>
public sealed class PatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Services = "/api/v1/namespaces/default/services";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Steps = "application/json-patch+json";

    [Fact]
    public async Task A_merge_patch_replaces_lists_merges_maps_and_deletes_by_null()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","labels":{"x":"1","y":"2"},"finalizers":["a.b/c","d.e/f"]},"data":{"k":"1"}}""");

        var patched = await cluster.SendAsync(
            "PATCH", $"{ConfigMaps}/a", """{"metadata":{"labels":{"x":null,"z":"3"},"finalizers":["g.h/i"]},"data":null}""", Merge);

        patched.Metadata["labels"]!.ToJsonString().Should().Be("""{"y":"2","z":"3"}""");
        patched.Metadata["finalizers"]!.ToJsonString().Should().Be("""["g.h/i"]""");
        patched.Json.Should().NotContainKey("data");
    }

    [Theory]
    [InlineData(Merge, """{"kind":"Pod"}""", 422, "unable to decode v1, Kind=Pod into a ConfigMap of v1")]
    [InlineData(Merge, """{"apiVersion":"v2"}""", 422, "unable to decode v2, Kind=ConfigMap into a ConfigMap of v1")]
    [InlineData(Steps, """[{"op":"replace","path":"/kind","value":"Pod"}]""", 422, "unable to decode v1, Kind=Pod into a ConfigMap of v1")]
    [InlineData(Merge, """{"metadata":{"name":"b"}}""", 400, "the name of the object (b) does not match the name on the URL (a)")]
    [InlineData(Strategic, """{"metadata":{"name":"b"}}""", 400, "the name of the object (b) does not match the name on the URL (a)")]
    [InlineData(Merge, """{"metadata":{"uid":"x"}}""", 409, "Precondition failed: UID in precondition: x")]
    [InlineData(Merge, """{"metadata":{"resourceVersion":"1"}}""", 409, "the object has been modified; please apply your changes to the latest version and try again")]
    [InlineData(Merge, """{"data":{"k":1}}""", 422, "json: cannot unmarshal number into Go struct field ConfigMap.data of type string")]
    [InlineData(Merge, "[]", 400, "error decoding patch: ")]
    [InlineData(Strategic, "x", 400, "error decoding patch: ")]
    [InlineData(Steps, "{}", 400, "error decoding patch: ")]
    public async Task A_patch_changes_neither_what_the_object_is_nor_its_types(string type, string patch, int code, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var answer = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a", patch, type);

        answer.Code.Should().Be(code, answer.Text);
        answer.Message.Should().Contain(why);
        (await cluster.GetAsync($"{ConfigMaps}/a")).Text.TrimEnd().Should().Be(created.ToJsonString());
    }

    [Theory]
    [InlineData("""{"metadata":{"labels":"invalid"}}""", "patch: Invalid value: \"map[metadata:map[labels:invalid]]\": cannot restore map from string")]
    [InlineData("""{"metadata":[]}""", ": cannot restore struct from: slice")]
    [InlineData("""{"metadata":{"finalizers":{}}}""", ": cannot restore slice from map")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"c","image":5}]}}}}""", ": cannot convert int64 to string")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"c","image":true}]}}}}""", ": unrecognized type: string")]
    [InlineData("""{"spec":{"replicas":"x"}}""", ": unrecognized type: int32")]
    [InlineData("""{"spec":{"replicas":1.5}}""", ": cannot convert float64 to int32")]
    [InlineData("""{"spec":{"paused":"yes"}}""", ": unrecognized type: bool")]
    [InlineData("""{"spec":{"strategy":{"rollingUpdate":{"maxSurge":true}}}}""", "json: cannot unmarshal bool into Go ")]
    public async Task A_strategic_patch_whose_value_is_of_another_type_is_refused_in_the_words_that_clients_know(string patch, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateDeploymentAsync("a");

        var answer = await cluster.SendAsync("PATCH", $"{Deployments}/a", patch, Strategic);

        answer.Code.Should().Be(422, answer.Text);
        answer.Message.Should().StartWith(" \"\" is invalid: patch: Invalid value: ").And.Contain(why);
    }

    [Fact]
    public async Task A_strategic_patch_knows_what_the_object_is_whatever_it_says()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var answer = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a", """{"kind":"Pod","apiVersion":"v7","data":{"k":"v"}}""", Strategic);

        answer.Code.Should().Be(200, answer.Text);
        answer.Json["kind"]!.GetValue<string>().Should().Be("ConfigMap");
        answer.Json["data"]!["k"]!.GetValue<string>().Should().Be("v");
    }

    [Fact]
    public async Task Ports_are_merged_by_their_number_in_pods_and_in_services()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateDeploymentAsync("a");
        await cluster.CreateAsync(Services, """{"metadata":{"name":"a"},"spec":{"ports":[{"name":"x","port":80},{"name":"y","port":81}]}}""");

        var pod = await StrategicAsync(cluster, $"{Deployments}/a", """{"spec":{"template":{"spec":{"containers":[{"name":"c","ports":[{"containerPort":80,"name":"web"}]},{"name":"d","image":"i"}]}}}}""");
        var again = await StrategicAsync(cluster, $"{Deployments}/a", """{"spec":{"template":{"spec":{"containers":[{"name":"c","ports":[{"containerPort":81},{"containerPort":80,"hostPort":8080}]}]}}}}""");
        var service = await StrategicAsync(cluster, $"{Services}/a", """{"spec":{"ports":[{"port":81,"targetPort":8081}]}}""");

        Containers(pod).Should().BeEquivalentTo("c", "d");
        Containers(again).Should().BeEquivalentTo("c", "d");
        var ports = again["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == "c")!["ports"]!.AsArray();
        ports.Should().HaveCount(2);
        ports.Single(port => port!["containerPort"]!.GetValue<int>() == 80)!["name"]!.GetValue<string>().Should().Be("web");
        service["spec"]!["ports"]!.AsArray().Should().HaveCount(2);
        service["spec"]!["ports"]!.AsArray().Single(port => port!["port"]!.GetValue<int>() == 81)!["targetPort"]!.GetValue<int>().Should().Be(8081);
    }

    [Fact]
    public async Task Directives_delete_replace_order_and_retain()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateDeploymentAsync("a");
        var path = $"{Deployments}/a";
        await cluster.MergeAsync(path, """{"metadata":{"finalizers":["a.b/c","d.e/f"]}}""");

        var added = await StrategicAsync(cluster, path, """{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"d"},{"name":"c"}],"containers":[{"name":"d","image":"i"}]}}}}""");
        var deleted = await StrategicAsync(cluster, path, """{"spec":{"template":{"spec":{"containers":[{"name":"d","$patch":"delete"}]}}}}""");
        var retained = await StrategicAsync(cluster, path, """{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}""");
        var primitive = await StrategicAsync(cluster, path, """{"metadata":{"$deleteFromPrimitiveList/finalizers":["a.b/c"]}}""");
        var replaced = await StrategicAsync(cluster, path, """{"spec":{"template":{"metadata":{"labels":{"$patch":"replace","app":"a"}}}}}""");
        var unknown = await cluster.SendAsync("PATCH", path, """{"spec":{"template":{"spec":{"containers":[{"name":"c","$patch":"foo"}]}}}}""", Strategic);

        Containers(added).Should().Equal("d", "c");
        Containers(deleted).Should().Equal("c");
        retained["spec"]!["strategy"]!.ToJsonString().Should().Be("""{"type":"Recreate"}""");
        primitive["metadata"]!["finalizers"]!.ToJsonString().Should().Be("""["d.e/f"]""");
        replaced["spec"]!["template"]!["metadata"]!["labels"]!.ToJsonString().Should().Be("""{"app":"a"}""");
        unknown.Code.Should().BeOneOf(400, 422);
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/data/k","value":"2"}]""", 422, "testing value /data/k failed")]
    [InlineData("""[{"op":"add","path":"/x/y","value":"2"}]""", 422, "add operation does not apply: doc is missing path: /x/y")]
    [InlineData("""[{"op":"remove","path":"/data/x"}]""", 422, "remove operation does not apply: doc is missing path: /data/x")]
    [InlineData("""[{"op":"replace","path":"/x/y","value":"2"}]""", 422, "replace operation does not apply: doc is missing path: /x/y")]
    [InlineData("""[{"op":"foo","path":"/data/x"}]""", 422, "unknown operation \"foo\"")]
    public async Task A_step_that_does_not_apply_refuses_the_whole(string patch, int code, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"1"}}""");

        var answer = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a", $"[{{\"op\":\"add\",\"path\":\"/data/new\",\"value\":\"v\"}},{patch[1..]}", Steps);

        (answer.Code, answer.Reason).Should().Be((code, "Invalid"));
        answer.Message.Should().StartWith("the server rejected our request due to an error in our request").And.Contain(why);
        (await cluster.GetAsync($"{ConfigMaps}/a")).Text.TrimEnd().Should().Be(created.ToJsonString());
    }

    [Fact]
    public async Task Steps_know_the_end_of_a_list_and_escaped_names()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","finalizers":["a.b/c"],"annotations":{"example.com/x":"1"}}}""");

        var answer = await cluster.SendAsync(
            "PATCH",
            $"{ConfigMaps}/a",
            """
            [{"op":"add","path":"/metadata/finalizers/-","value":"d.e/f"},{"op":"add","path":"/metadata/finalizers/0","value":"g.h/i"},
             {"op":"add","path":"/metadata/annotations/a~0b","value":"3"},{"op":"remove","path":"/metadata/annotations/a~0b"},
             {"op":"remove","path":"/metadata/annotations/example.com~1x"},{"op":"add","path":"/metadata/annotations/example.com~1z","value":"2"}]
            """,
            Steps);

        answer.Code.Should().Be(200, answer.Text);
        answer.Metadata["finalizers"]!.ToJsonString().Should().Be("""["g.h/i","a.b/c","d.e/f"]""");
        answer.Metadata["annotations"]!.ToJsonString().Should().Be("""{"example.com/z":"2"}""");
    }

    [Theory]
    [InlineData(10_000, 200)]
    [InlineData(10_001, 413)]
    public async Task A_patch_has_ten_thousand_steps_at_most(int count, int code)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"1"}}""");

        var answer = await cluster.SendAsync(
            "PATCH", $"{ConfigMaps}/a", $"[{string.Join(',', Enumerable.Repeat("""{"op":"test","path":"/data/k","value":"1"}""", count))}]", Steps);

        answer.Code.Should().Be(code);
        if (code == 413)
        {
            answer.Message.Should().Be("The allowed maximum operations in a JSON patch is 10000, got 10001");
        }
    }

    [Fact]
    public async Task A_patch_of_what_is_not_there_is_not_found_whatever_it_says()
    {
        await using var cluster = await ApiCluster.StartAsync();

        (await cluster.SendAsync("PATCH", $"{ConfigMaps}/a", "{}", Merge)).Code.Should().Be(404);
        (await cluster.SendAsync("PATCH", $"{ConfigMaps}/a", "x", Merge)).Code.Should().Be(404);
    }

    [Fact]
    public async Task Patches_that_meet_are_all_made_and_one_that_names_its_revision_is_made_once()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var revision = created["metadata"]!["resourceVersion"]!.GetValue<string>();

        var blind = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => cluster.SendAsync("PATCH", $"{ConfigMaps}/a", $$$"""{"data":{"k{{{i}}}":"v"}}""", Merge)));
        var seeing = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a", $$$"""{"metadata":{"resourceVersion":"{{{revision}}}"}}""", Merge);

        blind.Should().OnlyContain(answer => answer.Code == 200);
        (await cluster.GetAsync($"{ConfigMaps}/a")).Json["data"]!.AsObject().Should().HaveCount(20);
        (seeing.Code, seeing.Reason).Should().Be((409, "Conflict"));
    }

    private static async Task<JsonObject> StrategicAsync(ApiCluster cluster, string path, string patch)
    {
        var answer = await cluster.SendAsync("PATCH", path, patch, Strategic);
        answer.Code.Should().Be(200, answer.Text);
        return answer.Json;
    }

    private static IEnumerable<string> Containers(JsonObject deployment) =>
        deployment["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Select(one => one!["name"]!.GetValue<string>());
}
