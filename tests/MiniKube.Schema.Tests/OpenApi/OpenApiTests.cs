using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Schema.OpenApi;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Tests.OpenApi;

public sealed class OpenApiTests
{
    private static readonly ApiCatalog Catalog = ApiCatalog.BuiltIn;

    public static TheoryData<string> Versions() => [.. OpenApiV3.VersionsOf(Catalog).Select(version => version.ToString())];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_reference_of_a_document_leads_somewhere(string version)
    {
        var document = V3(GroupVersion.Parse(version));

        var schemas = document["components"]!["schemas"]!.AsObject();
        Broken(document, schemas, "#/components/schemas/").Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_kind_of_a_version_is_in_its_document(string version)
    {
        var served = GroupVersion.Parse(version);

        var document = V3(served);

        var kinds = Kinds(document["components"]!["schemas"]!.AsObject());
        foreach (var resource in Catalog.Resources.Where(resource => resource.Resource.GroupVersion == served))
        {
            kinds.Should().Contain(resource.Kind);
            if (resource.Verbs.Contains("list"))
            {
                kinds.Should().Contain(served.WithKind(resource.ListKind));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Operation_names_are_unique(string version)
    {
        var document = V3(GroupVersion.Parse(version));

        Operations(document).Select(operation => (string)operation["operationId"]!).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Answers_name_every_encoding_that_they_come_in()
    {
        var path = V3(GroupVersion.Parse("v1"))["paths"]!["/api/v1/namespaces/{namespace}/pods"]!;

        MediaTypes(path["get"]!).Should().Equal(
            "application/json",
            "application/json;stream=watch",
            "application/vnd.kubernetes.protobuf",
            "application/vnd.kubernetes.protobuf;stream=watch",
            "application/yaml");
        MediaTypes(path["post"]!).Should().Equal("application/json", "application/vnd.kubernetes.protobuf", "application/yaml");

        static IEnumerable<string> MediaTypes(JsonNode operation) => operation["responses"]!["200"]!["content"]!.AsObject().Select(content => content.Key);
    }

    [Fact]
    public void The_whole_API_is_one_document_in_version_2()
    {
        var bytes = new ArrayBufferWriter<byte>();
        OpenApiV2.Write(Catalog, "v1.34.0", NoDescriptions.Instance, bytes);
        var document = JsonNode.Parse(bytes.WrittenSpan)!;

        var definitions = document["definitions"]!.AsObject();
        Broken(document, definitions, "#/definitions/").Should().BeEmpty();
        Kinds(definitions).Should().Contain(Catalog.Resources.Select(resource => resource.Kind));
        Operations(document).Select(operation => (string)operation["operationId"]!).Should().OnlyHaveUniqueItems();
        definitions["io.k8s.apimachinery.pkg.util.intstr.IntOrString"]!.ToJsonString()
            .Should().Contain("""
                "type":"string","format":"int-or-string"
                """);
        definitions["io.k8s.api.core.v1.Pod"]!["properties"]!["spec"]!["$ref"]!.GetValue<string>().Should().Be("#/definitions/io.k8s.api.core.v1.PodSpec");
    }

    [Fact]
    public void Operations_are_named_by_their_first_word_then_group_then_the_rest()
    {
        var paths = V3(new GroupVersion("", "v1"))["paths"]!;

        paths["/api/v1/namespaces/{namespace}/pods"]!["delete"]!["operationId"]!.GetValue<string>().Should().Be("deleteCoreV1CollectionNamespacedPod");
        paths["/api/v1/namespaces/{namespace}/pods/{name}/exec"]!["get"]!["operationId"]!.GetValue<string>().Should().Be("connectCoreV1GetNamespacedPodExec");
    }

    [Fact]
    public void Patches_say_which_parameters_and_forms_they_take()
    {
        var patch = V3(new GroupVersion("apps", "v1"))["paths"]!["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]!["patch"]!;

        patch["x-kubernetes-action"]!.GetValue<string>().Should().Be("patch");
        patch["x-kubernetes-group-version-kind"]!.ToJsonString().Should().Be("""{"group":"apps","kind":"Deployment","version":"v1"}""");
        patch["operationId"]!.GetValue<string>().Should().Be("patchAppsV1NamespacedDeployment");
        patch["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!).Should().Contain(["dryRun", "fieldValidation", "fieldManager", "force"]);
        patch["requestBody"]!["content"]!.AsObject().Select(content => content.Key).Should().Contain("application/strategic-merge-patch+json");
    }

    [Fact]
    public void Fields_say_how_they_are_merged()
    {
        var schemas = V3(new GroupVersion("", "v1"))["components"]!["schemas"]!;

        var containers = schemas["io.k8s.api.core.v1.PodSpec"]!["properties"]!["containers"]!;
        containers.ToJsonString().Should().Be("""
            {"type":"array","items":{"default":{},"allOf":[{"$ref":"#/components/schemas/io.k8s.api.core.v1.Container"}]},"x-kubernetes-list-map-keys":["name"],"x-kubernetes-list-type":"map","x-kubernetes-patch-merge-key":"name","x-kubernetes-patch-strategy":"merge"}
            """);
        schemas["io.k8s.api.core.v1.PodSpec"]!["required"]!.ToJsonString().Should().Be("""["containers"]""");
        schemas["io.k8s.apimachinery.pkg.api.resource.Quantity"]!["oneOf"]!.ToJsonString().Should().Be("""[{"type":"string"},{"type":"number"}]""");
        schemas["io.k8s.api.core.v1.ResourceRequirements"]!["properties"]!["limits"]!["additionalProperties"]!.ToJsonString()
            .Should().Contain("io.k8s.apimachinery.pkg.api.resource.Quantity");
    }

    [Fact]
    public void The_index_leads_to_every_document_by_its_hash()
    {
        var bytes = new ArrayBufferWriter<byte>();
        OpenApiV3.WriteIndex(OpenApiV3.VersionsOf(Catalog), version => $"H{version.Version}", bytes);
        var paths = JsonNode.Parse(bytes.WrittenSpan)!["paths"]!.AsObject();

        paths["apis/apps/v1"]!["serverRelativeURL"]!.GetValue<string>().Should().Be("/openapi/v3/apis/apps/v1?hash=Hv1");
        paths["api/v1"]!["serverRelativeURL"]!.GetValue<string>().Should().Be("/openapi/v3/api/v1?hash=Hv1");
        paths.Should().HaveCount(OpenApiV3.VersionsOf(Catalog).Count());
    }

    [Fact]
    public void A_version_that_is_not_served_has_no_document() =>
        OpenApiV3.TryWriteGroupVersion(Catalog, new GroupVersion("apps", "v9"), "v1.34.0", NoDescriptions.Instance, new ArrayBufferWriter<byte>())
            .Should().BeFalse();

    private static JsonNode V3(GroupVersion version)
    {
        var bytes = new ArrayBufferWriter<byte>();
        OpenApiV3.TryWriteGroupVersion(Catalog, version, "v1.34.0", NoDescriptions.Instance, bytes).Should().BeTrue();
        return JsonNode.Parse(bytes.WrittenSpan, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!;
    }

    private static List<GroupVersionKind> Kinds(JsonObject schemas) =>
    [
        .. schemas.SelectMany(schema => schema.Value!["x-kubernetes-group-version-kind"]?.AsArray() ?? [])
            .Select(kind => new GroupVersionKind((string)kind!["group"]!, (string)kind["version"]!, (string)kind["kind"]!)),
    ];

    private static IEnumerable<JsonObject> Operations(JsonNode document) =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value).OfType<JsonObject>();

    private static IEnumerable<string> Broken(JsonNode document, JsonObject definitions, string prefix) =>
        References(document).Where(reference => !reference.StartsWith(prefix, StringComparison.Ordinal) || !definitions.ContainsKey(reference[prefix.Length..]));

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(field => field is { Key: "$ref", Value: JsonValue reference } ? [reference.GetValue<string>()] : References(field.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
