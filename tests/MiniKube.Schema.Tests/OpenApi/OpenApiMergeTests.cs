using System.Buffers;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Schema.OpenApi;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Tests.OpenApi;

public sealed class OpenApiMergeTests
{
    [Fact]
    public void A_part_has_the_paths_of_its_version_and_all_they_refer_to()
    {
        var part = Part("a.example.com", """{"A":{"properties":{"b":{"$ref":"#/definitions/B"}}},"B":{"properties":{"a":{"$ref":"#/definitions/A"}}},"C":{}}""", "A");

        part.Paths.Select(path => path.Key).Should().Equal("/apis/a.example.com/v1/things");
        part.Definitions.Select(definition => definition.Key).Should().BeEquivalentTo("A", "B");
    }

    [Fact]
    public void The_same_definition_of_two_servers_stands_once_whatever_kinds_it_is_of()
    {
        var joined = Join(
            Part("a.example.com", """{"A":{"type":"object","x-kubernetes-group-version-kind":[{"kind":"A","group":"a","version":"v1"}]}}""", "A"),
            Part("b.example.com", """{"A":{"x-kubernetes-group-version-kind":[],"type":"object"}}""", "A"));

        joined.Definitions.Should().ContainSingle();
        joined.Paths.Should().HaveCount(2);
    }

    [Fact]
    public void Definitions_that_contradict_each_other_get_numbers_and_are_referred_to_by_them()
    {
        var joined = Join(
            Part("a.example.com", """{"A":{"type":"object"}}""", "A"),
            Part("b.example.com", """{"A":{"type":"string"}}""", "A"),
            Part("c.example.com", """{"A":{"type":"integer"}}""", "A"),
            Part("d.example.com", """{"A":{"type":"string"}}""", "A"));

        joined.Definitions.Select(definition => definition.Key).Should().Equal("A", "A_v2", "A_v3");
        joined.Paths.Select(path => path.Value!["get"]!["schema"]!["$ref"]!.GetValue<string>())
            .Should().Equal("#/definitions/A", "#/definitions/A_v2", "#/definitions/A_v3", "#/definitions/A_v2");
    }

    [Fact]
    public void A_definition_that_is_ours_is_not_written_twice()
    {
        const string Status = "io.k8s.apimachinery.pkg.apis.meta.v1.Status";
        var own = JsonNode.Parse(Written(null))!["definitions"]![Status]!.ToJsonString();

        var joined = Join(Part("a.example.com", $$"""{"{{Status}}":{{own}}}""", Status));

        joined.Definitions.Should().BeEmpty();
        joined.Paths.Should().ContainSingle();
    }

    [Theory]
    [InlineData("""{"paths":7,"definitions":[]}""")]
    [InlineData("""{"paths":{"/apis/a.example.com/v1":[]}}""")]
    [InlineData("""{"paths":{"/apis/a.example.com/v1/x":{"get":{"parameters":[7,{"in":3},{"$ref":7},{"$ref":"#/parameters/none"}],"responses":[1],"tags":"x"},"put":9}}}""")]
    [InlineData("""{"paths":{"/apis/a.example.com/v1/x":{"get":{"responses":{"200":{"schema":{"$ref":"#/definitions/A"}},"201":4}}}},"definitions":{"A":{"type":["a","b"],"items":[{}],"properties":[],"additionalProperties":false,"required":1,"description":{},"x-a":null}}}""")]
    public void What_is_no_proper_document_is_carried_as_far_as_it_goes(string document)
    {
        var part = OpenApiPart.Of(JsonNode.Parse(document)!.AsObject(), new GroupVersion("a.example.com", "v1"));

        var written = Written(Join(part));
        var protobuf = new ArrayBufferWriter<byte>();
        OpenApiV2Protobuf.Write(written, protobuf);

        JsonNode.Parse(written)!["paths"]!.AsObject().Should().ContainKey("/api/v1/namespaces/{namespace}/pods/{name}");
        protobuf.WrittenCount.Should().BePositive();
        OpenApiConversion.ToV3(part, "v1")["paths"].Should().NotBeNull();
    }

    private static OpenApiPart Join(params OpenApiPart[] parts)
    {
        var merge = new OpenApiMerge(ApiCatalog.BuiltIn, NoDescriptions.Instance);
        foreach (var part in parts)
        {
            merge.Add(part);
        }

        return merge.Joined;
    }

    private static byte[] Written(OpenApiPart? others)
    {
        var bytes = new ArrayBufferWriter<byte>();
        OpenApiV2.Write(ApiCatalog.BuiltIn, "v1.34.0", NoDescriptions.Instance, bytes, others);
        return bytes.WrittenSpan.ToArray();
    }

    private static OpenApiPart Part(string group, string definitions, string used)
    {
        var document = JsonNode.Parse(
            $$$$"""
            {"paths":{"/other":{"get":{"schema":{"$ref":"#/definitions/C"}}},"/apis/{{{{group}}}}/v1/things":{"get":{"schema":{"$ref":"#/definitions/{{{{used}}}}"}}},
             "/apis/{{{{group}}}}/v10/things":{"get":{}}},"definitions":{{{{definitions}}}}}
            """)!;
        return OpenApiPart.Of(document.AsObject(), new GroupVersion(group, "v1"));
    }
}
