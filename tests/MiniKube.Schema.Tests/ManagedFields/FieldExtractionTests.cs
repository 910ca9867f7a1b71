using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Tests.ManagedFields;

public sealed class FieldExtractionTests
{
    [Theory]
    [InlineData(
        "Service",
        """{"metadata":{"labels":{"a":"b"},"finalizers":["x","y"]},"spec":{"ports":[{"port":80},{"port":80,"protocol":"UDP"}],"selector":{"a":"b"}}}""",
        """{"f:metadata":{"f:finalizers":{"v:x":{},"v:y":{}},"f:labels":{"f:a":{}}},"f:spec":{"f:ports":{"k:{port:80,protocol:TCP}":{".":{},"f:port":{}},"k:{port:80,protocol:UDP}":{".":{},"f:port":{},"f:protocol":{}}},"f:selector":{}}}""")]
    [InlineData(
        "ConfigMap",
        """{"metadata":{"annotations":{}},"data":{"a":"1","b.c":"2"}}""",
        """{"f:data":{"f:a":{},"f:b.c":{}},"f:metadata":{"f:annotations":{}}}""")]
    [InlineData(
        "Pod",
        """{"spec":{"tolerations":[{"key":"a"}],"containers":[{"name":"c","args":["x"],"env":[{"name":"E","value":"v"}],"ports":[{"containerPort":1}],"resources":{"limits":{"cpu":"1"}},"volumeMounts":[{"mountPath":"/a","name":"v"}]}],"volumes":[{"name":"v","emptyDir":{}}],"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"z","whenUnsatisfiable":"DoNotSchedule"}]}}""",
        """{"f:spec":{"f:containers":{"k:{name:c}":{".":{},"f:args":{},"f:env":{"k:{name:E}":{".":{},"f:name":{},"f:value":{}}},"f:name":{},"f:ports":{"k:{containerPort:1,protocol:TCP}":{".":{},"f:containerPort":{}}},"f:resources":{"f:limits":{"f:cpu":{}}},"f:volumeMounts":{"k:{mountPath:/a}":{".":{},"f:mountPath":{},"f:name":{}}}}},"f:tolerations":{},"f:topologySpreadConstraints":{"k:{topologyKey:z,whenUnsatisfiable:DoNotSchedule}":{".":{},"f:maxSkew":{},"f:topologyKey":{},"f:whenUnsatisfiable":{}}},"f:volumes":{"k:{name:v}":{".":{},"f:emptyDir":{},"f:name":{}}}}}""")]
    public void An_object_says_what_its_schema_makes_of_it(string kind, string json, string expected) =>
        Show(FieldExtraction.Extract(Parse(json), ApiCatalog.BuiltIn.Type($"io.k8s.api.core.v1.{kind}"))).Should().Be(expected);

    [Fact]
    public void A_selector_is_one_value_and_a_template_is_not() =>
        Show(FieldExtraction.Extract(
            Parse("""{"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"securityContext":{}}}}}"""),
            ApiCatalog.BuiltIn.Type("io.k8s.api.apps.v1.Deployment")))
            .Should().Be("""{"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:a":{}}},"f:spec":{"f:securityContext":{}}}}}""");

    [Fact]
    public void Without_a_schema_objects_are_taken_apart_and_lists_are_not() =>
        Show(FieldExtraction.Extract(Parse("""{"spec":{"a":{"b":1},"list":[{"name":"x"}],"none":null,"empty":{}}}"""), null))
            .Should().Be("""{"f:spec":{".":{},"f:a":{".":{},"f:b":{}},"f:empty":{},"f:list":{},"f:none":{}}}""");

    [Fact]
    public void Unknown_fields_that_are_kept_are_taken_apart_by_their_values()
    {
        var type = TypeSchema.ObjectOf("t", () => [new FieldSchema { Name = "known", Type = TypeSchema.String }], preservesUnknownFields: true);

        Show(FieldExtraction.Extract(Parse("""{"known":"a","other":{"deep":[1]}}"""), type))
            .Should().Be("""{"f:known":{},"f:other":{".":{},"f:deep":{}}}""");
    }

    [Fact]
    public void A_list_that_names_an_item_twice_owns_it_as_one() =>
        Show(FieldExtraction.Extract(
            Parse("""{"spec":{"containers":[{"name":"c","env":[{"name":"A","value":"1"},{"name":"A","value":"2"},{"name":"B"}]}]}}"""),
            ApiCatalog.BuiltIn.Type("io.k8s.api.core.v1.Pod")))
            .Should().Contain("""f:env":{"k:{name:A}":{},"k:{name:B}":{".":{},"f:name":{}}}""");

    [Fact]
    public void What_any_object_says_reads_back_as_it_was_written()
    {
        var types = ApiCatalog.BuiltIn.TypeNames.Select(name => ApiCatalog.BuiltIn.Type(name)).Where(type => type.Kind == TypeKind.Object).ToArray();

        Gen.Int[0, types.Length - 1].SelectMany(i => RandomObjects.Of(types[i]).Select(value => (Type: types[i], Value: value))).Sample(
            sample =>
            {
                var set = FieldExtraction.Extract(sample.Value, sample.Type);
                return FieldSetJson.TryRead(JsonNode.Parse(FieldSetJson.Write(set).ToJsonString()), out var read) && read.Equals(set);
            },
            iter: 2000);
    }

    internal static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    /// <summary>FieldsV1 without the quotes inside names.</summary>
    internal static string Show(FieldSet set) =>
        FieldSetJson.Write(set).ToJsonString().Replace("\\u0022", "", StringComparison.Ordinal);
}
