using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Tests.Support;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Protobuf;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class ProtobufTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Partial = ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private const string PartialList = ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    [Fact]
    public async Task An_object_in_protobuf_is_the_object_in_JSON()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync("/apis/apps/v1/namespaces/default/deployments", Workloads.Deployment);
        const string Path = "/apis/apps/v1/namespaces/default/deployments/web";

        var (code, type, body) = await cluster.ReadAsync(Path);

        (code, type).Should().Be((200, ProtobufReading.Accept));
        Same(ProtobufReading.ToTree(body), (await cluster.GetAsync(Path)).Json, "apps/v1", "deployments");
    }

    [Fact]
    public async Task A_body_in_protobuf_is_stored_and_answered_in_protobuf()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var body = ToProtobuf("""{"metadata":{"name":"a"},"data":{"k":"v"}}""", new GroupVersionKind("", "v1", "ConfigMap"));

        var (code, _, answer) = await cluster.ReadAsync(ConfigMaps, method: "POST", content: body);

        code.Should().Be(201);
        ProtobufReading.ToTree(answer)["data"]!["k"]!.GetValue<string>().Should().Be("v");
        (await cluster.GetAsync($"{ConfigMaps}/a")).Json["data"]!["k"]!.GetValue<string>().Should().Be("v");
    }

    [Fact]
    public async Task A_list_in_protobuf_has_the_items_and_the_metadata_of_the_list_in_JSON()
    {
        await using var cluster = await ApiCluster.StartAsync();
        foreach (var name in new[] { "a", "b", "c" })
        {
            await cluster.CreateAsync(ConfigMaps, $$$$"""{"metadata":{"name":"{{{{name}}}}","labels":{"n":"{{{{name}}}}"}}}""");
        }

        var (code, _, body) = await cluster.ReadAsync($"{ConfigMaps}?limit=2");

        code.Should().Be(200);
        var list = ProtobufReading.ToTree(body);
        list["kind"]!.GetValue<string>().Should().Be("ConfigMapList");
        list["metadata"]!.ToJsonString().Should().Be((await cluster.GetAsync($"{ConfigMaps}?limit=2")).Metadata.ToJsonString());
        list["items"]!.AsArray().Select(item => item!["metadata"]!["name"]!.GetValue<string>()).Should().Equal("a", "b");
    }

    [Fact]
    public async Task A_list_larger_than_what_is_kept_between_its_two_passes_is_whole()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var filling = new string('x', 500_000);
        for (var i = 0; i < 12; i++)
        {
            await cluster.CreateAsync(ConfigMaps, $$$"""{"metadata":{"name":"c{{{i:00}}}","labels":{"even":"{{{i % 2 == 0}}}"}},"data":{"k":"{{{filling}}}{{{i}}}"}}""");
        }

        var (_, _, all) = await cluster.ReadAsync(ConfigMaps);
        var (_, _, even) = await cluster.ReadAsync($"{ConfigMaps}?labelSelector=even=True");

        ProtobufReading.ToTree(all)["items"]!.AsArray().Select(item => item!["data"]!["k"]!.GetValue<string>()[500_000..])
            .Should().Equal(Enumerable.Range(0, 12).Select(i => $"{i}"));
        ProtobufReading.ToTree(even)["items"]!.AsArray().Should().HaveCount(6);
    }

    [Fact]
    public async Task Metadata_alone_comes_in_protobuf_too()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","labels":{"l":"v"}},"data":{"k":"v"}}""");

        var (_, _, one) = await cluster.ReadAsync($"{ConfigMaps}/a", ProtobufReading.Accept + Partial);
        var (_, _, list) = await cluster.ReadAsync(ConfigMaps, ProtobufReading.Accept + PartialList);

        ProtobufReading.ToTree(one)["kind"]!.GetValue<string>().Should().Be("PartialObjectMetadata");
        JsonNode.DeepEquals(ProtobufReading.ToTree(one)["metadata"], (await cluster.GetAsync($"{ConfigMaps}/a")).Metadata).Should().BeTrue();
        ProtobufReading.ToTree(one)["data"].Should().BeNull();
        ProtobufReading.ToTree(list)["items"]![0]!["metadata"]!["name"]!.GetValue<string>().Should().Be("a");
    }

    [Fact]
    public async Task A_form_for_one_object_is_not_given_for_a_list_nor_the_reverse()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var list = await cluster.GetAsync(ConfigMaps, $"application/json{Partial}");
        var one = await cluster.GetAsync("/api/v1/namespaces/default", $"application/json{PartialList}");

        (list.Code, one.Code).Should().Be((406, 406));
    }

    [Fact]
    public async Task An_error_comes_in_the_encoding_that_was_asked_for()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var (code, type, body) = await cluster.ReadAsync($"{ConfigMaps}/none", $"{ProtobufReading.Accept},application/json");

        (code, type).Should().Be((404, ProtobufReading.Accept));
        var status = ProtobufReading.ToTree(body);
        status["kind"]!.GetValue<string>().Should().Be("Status");
        status["reason"]!.GetValue<string>().Should().Be("NotFound");
        status["details"]!["kind"]!.GetValue<string>().Should().Be("configmaps");
        status["code"]!.GetValue<int>().Should().Be(404);
    }

    [Fact]
    public async Task A_review_and_a_scale_are_answered_in_protobuf()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync("/apis/apps/v1/namespaces/default/deployments", Workloads.Deployment);
        var question = new StringContent("""{"spec":{"nonResourceAttributes":{"path":"/","verb":"get"}}}""");
        question.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var (_, _, scale) = await cluster.ReadAsync("/apis/apps/v1/namespaces/default/deployments/web/scale");
        var (_, _, review) = await cluster.ReadAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", method: "POST", content: question);

        ProtobufReading.ToTree(scale)["spec"]!["replicas"]!.GetValue<int>().Should().Be(2);
        ProtobufReading.ToTree(review)["status"]!["allowed"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task A_watch_in_protobuf_tells_the_same_events_in_frames()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{ConfigMaps}?watch=true&allowWatchBookmarks=true&timeoutSeconds=9");
        request.Headers.TryAddWithoutValidation("Accept", $"{ProtobufReading.Accept};stream=watch");
        using var response = await cluster.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        await cluster.DeleteAsync($"{ConfigMaps}/a");

        var added = await stream.ReadEventAsync();
        var deleted = await stream.ReadEventAsync();
        cluster.Time.Advance(TimeSpan.FromSeconds(9));
        var bookmark = await stream.ReadEventAsync();

        response.Content.Headers.NonValidated["Content-Type"].ToString().Should().Be("application/vnd.kubernetes.protobuf;stream=watch");
        (added.Type, deleted.Type, bookmark.Type).Should().Be(("ADDED", "DELETED", "BOOKMARK"));
        added.Object["data"]!["k"]!.GetValue<string>().Should().Be("v");
        deleted.Object["metadata"]!["resourceVersion"]!.GetValue<string>().Should().Be(cluster.Store.Applied.ToString());
        bookmark.Object["kind"]!.GetValue<string>().Should().Be("ConfigMap");
        stream.ReadByte().Should().Be(-1);
    }

    [Fact]
    public async Task A_watch_in_protobuf_of_a_forgotten_revision_gets_its_error_in_protobuf()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"b"}}""");
        await cluster.Store.CompactAsync(cluster.Store.Applied, TestContext.Current.CancellationToken);

        var (_, _, body) = await cluster.ReadAsync($"{ConfigMaps}?watch=true&resourceVersion=2");

        var error = ProtobufReading.ReadEvent(body.AsMemory(4));
        error.Type.Should().Be("ERROR");
        error.Object["code"]!.GetValue<int>().Should().Be(410);
    }

    [Fact]
    public async Task The_bookmark_that_ends_the_initial_events_is_marked_in_protobuf_too()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"{ConfigMaps}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan");
        request.Headers.TryAddWithoutValidation("Accept", ProtobufReading.Accept + Partial);
        using var response = await cluster.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        var added = await stream.ReadEventAsync();
        var bookmark = await stream.ReadEventAsync();

        added.Object["kind"]!.GetValue<string>().Should().Be("PartialObjectMetadata");
        bookmark.Type.Should().Be("BOOKMARK");
        bookmark.Object["metadata"]!["annotations"]!["k8s.io/initial-events-end"]!.GetValue<string>().Should().Be("true");
        bookmark.Object["metadata"]!["resourceVersion"]!.GetValue<string>().Should().Be(cluster.Store.Applied.ToString());
    }

    [Fact]
    public async Task Every_built_in_resource_is_listed_in_protobuf_as_in_JSON()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync("/api/v1/namespaces/default/events", """{"metadata":{"name":"e"},"involvedObject":{"kind":"Pod","name":"p","namespace":"default"},"reason":"r","message":"m","type":"Normal","source":{"component":"c"},"firstTimestamp":"2026-01-02T03:04:05Z","lastTimestamp":"2026-01-02T03:04:05Z","count":3}""");
        await cluster.CreateAsync("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", """{"metadata":{"name":"h"},"spec":{"maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]}}""");

        foreach (var resource in ApiCatalog.BuiltIn.Resources.Where(one => one.Verbs.Contains("list")))
        {
            var version = resource.Resource.GroupVersion;
            var path = $"/{(version.Group.Length == 0 ? "api" : "apis")}/{version}/{resource.Resource.Resource}";

            var (code, _, body) = await cluster.ReadAsync(path);

            code.Should().Be(200, path);
            var items = ProtobufReading.ToTree(body)["items"]?.AsArray() ?? [];
            var expected = (await cluster.GetAsync(path)).Items;
            items.Select(item => Canonical(item!.AsObject(), resource)).Should().Equal(expected.Select(item => Canonical(item, resource)), path);
        }
    }

    private static string Canonical(JsonObject item, ResourceDefinition resource) =>
        System.Text.Encoding.UTF8.GetString(CanonicalJson.ToBytes(item, resource.Schema));

    private static ByteArrayContent ToProtobuf(string json, GroupVersionKind kind)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        new ProtobufEnvelope(kind).Write(
            new ProtobufEncoder().Encode(System.Text.Encoding.UTF8.GetBytes(json), ApiCatalog.BuiltIn.FindType(kind)!), buffer);
        var content = new ByteArrayContent(buffer.WrittenSpan.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(ProtobufReading.Accept);
        return content;
    }

    private static void Same(JsonObject read, JsonObject expected, string version, string resource)
    {
        var schema = ApiCatalog.BuiltIn.Find(new GroupVersionResource(version.Split('/')[0], version.Split('/')[1], resource))!.Schema;
        CanonicalJson.ToBytes(read, schema).Should().Equal(CanonicalJson.ToBytes(expected, schema));
    }
}
