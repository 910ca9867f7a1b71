using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authorization;

/// <summary>What somebody sends who may write in one namespace and wants to bring the server down: each is refused, and the server stays up.</summary>
public sealed class BodyAttackTests : IAsyncLifetime
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const long MemoryMax = 512L * 1024 * 1024;

    private ApiCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await ApiCluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        (await _cluster.GetAsync(ConfigMaps)).Code.Should().Be(200);
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused() =>
        (await _cluster.PostAsync(ConfigMaps, $$"""{"metadata":{"name":"a"},"data":{"a":"{{new string('x', 3 * 1024 * 1024)}}"} }""")).Code.Should().Be(413);

    [Theory]
    [InlineData("{\"a\":", "}")]
    [InlineData("[", "]")]
    public async Task Json_that_is_too_deep_is_refused(string open, string close)
    {
        const int Depth = 200_000;
        var deep = $$"""{"metadata":{"name":"a"},"data":{{string.Concat(Enumerable.Repeat(open, Depth))}}1{{string.Concat(Enumerable.Repeat(close, Depth))}} }""";

        (await _cluster.PostAsync(ConfigMaps, deep)).Code.Should().Be(400);
        (await _cluster.MergeAsync($"{ConfigMaps}/a", deep)).Code.Should().BeOneOf(400, 404);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    [InlineData("- ", "")]
    public async Task Yaml_that_is_too_deep_is_refused(string open, string close)
    {
        const int Depth = 20_000;
        var deep = $"metadata: {{name: a}}\ndata:\n  {string.Concat(Enumerable.Repeat(open, Depth))}1{string.Concat(Enumerable.Repeat(close, Depth))}\n";

        (await _cluster.PostAsync(ConfigMaps, deep, "application/yaml")).Code.Should().Be(400);
    }

    [Theory]
    [InlineData("[*{0},*{0},*{0},*{0},*{0},*{0},*{0},*{0},*{0},*{0}]")]
    [InlineData("{{x: *{0}, y: *{0}, z: *{0}, w: *{0}, v: *{0}, u: *{0}, t: *{0}, s: *{0}}}")]
    public async Task Yaml_whose_aliases_multiply_is_refused_before_it_takes_memory(string level)
    {
        var bomb = new StringBuilder("metadata: {name: a}\na0: &a0 [lol]\n");
        for (var i = 0; i < 40; i++)
        {
            bomb.Append($"a{i + 1}: &a{i + 1} {string.Format(level, $"a{i}")}\n");
        }

        var before = GC.GetTotalAllocatedBytes();
        var answer = await _cluster.PostAsync(ConfigMaps, bomb.ToString(), "application/yaml");

        answer.Code.Should().Be(400);
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(MemoryMax);
    }

    [Fact]
    public async Task Yaml_whose_merge_keys_multiply_is_refused_before_it_takes_memory()
    {
        var bomb = new StringBuilder("metadata: {name: a}\na0: &a0 {k0: v}\n");
        for (var i = 0; i < 60; i++)
        {
            bomb.Append($"a{i + 1}: &a{i + 1}\n  <<: [*a{i}, *a{i}, *a{i}, *a{i}]\n  k{i + 1}: v\n");
        }

        var before = GC.GetTotalAllocatedBytes();
        var answer = await _cluster.PostAsync(ConfigMaps, bomb.ToString(), "application/yaml");

        answer.Code.Should().Be(400);
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(MemoryMax);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task What_is_compressed_is_never_unpacked(string encoding)
    {
        using var packed = new MemoryStream();
        await using (Stream packing = encoding == "gzip" ? new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true) : new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 200; i++)
            {
                await packing.WriteAsync(zeros, Token);
            }
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, ConfigMaps) { Content = new ByteArrayContent(packed.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        var before = GC.GetTotalAllocatedBytes();
        using var response = await _cluster.Http.SendAsync(request, Token);

        ((int)response.StatusCode).Should().BeOneOf(400, 413, 415);
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(100L * 1024 * 1024);
    }

    [Fact]
    public async Task A_json_patch_whose_copies_double_is_refused_before_it_takes_memory()
    {
        await _cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"a":"0123456789"} }""");
        var operations = new JsonArray();
        for (var i = 0; i < 60; i++)
        {
            operations.Add(new JsonObject { ["op"] = "copy", ["from"] = "/data", ["path"] = $"/data/c{i}" });
        }

        var before = GC.GetTotalAllocatedBytes();
        var answer = await _cluster.SendAsync("PATCH", $"{ConfigMaps}/a", operations.ToJsonString(), "application/json-patch+json");

        answer.Code.Should().BeOneOf(400, 413, 422);
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(MemoryMax);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("a%2fb")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("a\\u0000b")]
    [InlineData("a\\nb")]
    public async Task A_name_that_is_a_way_elsewhere_is_refused(string name)
    {
        (await _cluster.PostAsync(ConfigMaps, "{\"metadata\":{\"name\":\"" + name + "\"}}")).Code.Should().Be(422);
        (await _cluster.PostAsync("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + name + "\"}}")).Code.Should().Be(422);
    }

    [Theory]
    [InlineData("k8s\0")]
    [InlineData("k8s\0\nÿÿÿÿ\u0007")]
    [InlineData("k8s\0\u0012ÿÿÿÿÿÿÿÿÿ\u0001")]
    [InlineData("k8s\0\u0012\u0006\u0012\u0004\u0012\u0002\u0012\u0000")]
    public async Task Protobuf_whose_lengths_lie_is_refused(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, ConfigMaps) { Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/vnd.kubernetes.protobuf");
        using var response = await _cluster.Http.SendAsync(request, Token);

        ((int)response.StatusCode).Should().BeOneOf(400, 422);
    }

    [Fact]
    public async Task Selectors_and_tokens_of_any_length_are_refused_or_answered()
    {
        var longText = new string('a', 50_000);
        foreach (var query in new[] { $"labelSelector={longText}", $"fieldSelector={longText}", $"continue={longText}", $"limit={longText}", $"resourceVersion={longText}", $"labelSelector={string.Join(',', Enumerable.Repeat("a", 20_000))}" })
        {
            (await _cluster.GetAsync($"{ConfigMaps}?{query}")).Code.Should().BeOneOf(200, 400, 414);
        }
    }
}
