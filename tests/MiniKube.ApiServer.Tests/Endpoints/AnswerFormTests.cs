using System.IO.Compression;
using System.Text;
using MiniKube.ApiServer.Tests.Support;
using MiniKube.Schema.Decoding;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class AnswerFormTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_object_and_a_list_in_YAML_read_back_as_they_are_in_JSON()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(
            ConfigMaps,
            """{"metadata":{"name":"a","labels":{"on":"yes"},"annotations":{"n":"1.0","t":"a: b # c","e":"","u":"é 😀"}},"data":{"k":"two\nlines\n","e":"null"}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"b"}}""");

        foreach (var path in new[] { $"{ConfigMaps}/a", ConfigMaps, "/api/v1/namespaces/kube-public/configmaps?limit=5", "/apis/apps/v1/deployments" })
        {
            var yaml = await cluster.GetAsync(path, "application/yaml");
            var json = await cluster.GetAsync(path);

            var read = System.Text.Json.Nodes.JsonNode.Parse(YamlReader.ToJson(Encoding.UTF8.GetBytes(yaml.Text)));
            System.Text.Json.Nodes.JsonNode.DeepEquals(read, json.Json).Should().BeTrue("{0} is\n{1}", json.Text, yaml.Text);
        }
    }

    [Fact]
    public async Task An_error_comes_in_YAML_to_those_who_read_YAML()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.GetAsync($"{ConfigMaps}/none", "application/yaml");

        answer.Code.Should().Be(404);
        answer.Text.Should().Contain("kind: Status\n").And.Contain("reason: NotFound\n").And.Contain("details:\n  name: none\n");
    }

    [Theory]
    [InlineData("None", false, false)]
    [InlineData("Metadata", true, false)]
    [InlineData("", true, false)]
    [InlineData("Object", true, true)]
    public async Task A_row_carries_as_much_of_the_object_as_was_asked_for(string include, bool hasMetadata, bool hasData)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");

        var table = await cluster.GetAsync($"{ConfigMaps}?includeObject={include}", Table);
        var odd = await cluster.GetAsync($"{ConfigMaps}?includeObject=Some", Table);

        var row = table.Json["rows"]![0]!["object"];
        (row?["metadata"]?["name"] is not null, row?["data"] is not null).Should().Be((hasMetadata, hasData));
        odd.Code.Should().Be(400);
    }

    [Fact]
    public async Task A_row_carries_the_whole_metadata_of_the_object()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var made = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","labels":{"l":"1"},"finalizers":["a.test/b"]},"data":{"k":"v"}}""");

        var listed = (await cluster.GetAsync(ConfigMaps, Table)).Json["rows"]![0]!;
        var single = (await cluster.GetAsync($"{ConfigMaps}/a", Table)).Json["rows"]![0]!;

        made["metadata"]!["managedFields"].Should().NotBeNull();
        listed["object"]!["metadata"]!.ToJsonString().Should().Be(made["metadata"]!.ToJsonString());
        listed.ToJsonString().Should().Be(single.ToJsonString());
    }

    [Fact]
    public async Task Large_answers_are_compressed_for_those_who_take_that_and_watches_never()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, $$$"""{"metadata":{"name":"a"},"data":{"k":"{{{new string('x', 200_000)}}}"}}""");
        await cluster.CreateAsync("/api/v1/namespaces/kube-public/configmaps", """{"metadata":{"name":"b"}}""");

        var large = await AskAsync(cluster, ConfigMaps);
        var small = await AskAsync(cluster, "/api/v1/namespaces/kube-public/configmaps/b");
        var watch = await AskAsync(cluster, $"{ConfigMaps}?watch=true");

        large.Content.Headers.ContentEncoding.Should().Equal("gzip");
        small.Content.Headers.ContentEncoding.Should().BeEmpty();
        watch.Content.Headers.ContentEncoding.Should().BeEmpty();
        await using var plain = new GZipStream(await large.Content.ReadAsStreamAsync(Token), CompressionMode.Decompress);
        using var reader = new StreamReader(plain);
        (await reader.ReadToEndAsync(Token)).Should().Be((await cluster.GetAsync(ConfigMaps)).Text);
    }

    [Fact]
    public async Task A_person_reads_indented_JSON_and_a_program_does_not()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var program = await cluster.GetAsync("/api/v1/namespaces/default");
        var asked = await cluster.GetAsync("/api/v1/namespaces/default?pretty=true");
        cluster.Http.DefaultRequestHeaders.Add("User-Agent", "curl/8.0");
        var person = await cluster.GetAsync("/api/v1/namespaces/default");
        var unwanted = await cluster.GetAsync("/api/v1/namespaces/default?pretty=false");

        program.Text.Should().NotContain("\n");
        asked.Text.Should().StartWith("{\n  \"kind\": \"Namespace\",\n");
        person.Text.Should().Be(asked.Text);
        unwanted.Text.Should().Be(program.Text);
    }

    [Theory]
    [InlineData("HEAD", "/api/v1/pods", "GET")]
    [InlineData("OPTIONS", ConfigMaps, "GET, POST, DELETE")]
    [InlineData("BREW", $"{ConfigMaps}/a", "GET, PUT, PATCH, DELETE")]
    [InlineData("PUT", "/api/v1/namespaces/default/pods/p/log", "GET")]
    public async Task A_method_that_a_path_does_not_take_is_answered_with_those_it_takes(string method, string path, string allowed)
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await cluster.Http.SendAsync(request, Token);

        ((int)response.StatusCode, string.Join(", ", response.Content.Headers.Allow)).Should().Be((405, allowed));
    }

    private static Task<HttpResponseMessage> AskAsync(ApiCluster cluster, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        return cluster.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }
}
