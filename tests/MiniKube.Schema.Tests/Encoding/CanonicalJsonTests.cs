using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Tests.Encoding;

public sealed class CanonicalJsonTests
{
    public static TheoryData<string> ObjectTypes { get; } = new(ApiCatalog.BuiltIn.TypeNames
        .Where(name => ApiCatalog.BuiltIn.Type(name).Kind == TypeKind.Object)
        .Select(name => name.Split('.')[..^1] is var package ? string.Join('.', package) : "")
        .Distinct());

    [Theory]
    [MemberData(nameof(ObjectTypes))]
    public void Decoding_what_was_encoded_gives_the_same_for_every_type(string package)
    {
        foreach (var type in ApiCatalog.BuiltIn.TypeNames.Where(name => name.StartsWith($"{package}.", StringComparison.Ordinal)).Select(ApiCatalog.BuiltIn.Type))
        {
            if (type.Kind == TypeKind.Object)
            {
                RandomObjects.Of(type).Sample(value => IsStable(value, type), iter: 8);
            }
        }
    }

    [Theory]
    [MemberData(nameof(ObjectTypes))]
    public void Normalizing_gives_back_what_is_canonical_and_makes_the_same_of_all_else_for_every_type(string package)
    {
        foreach (var type in ApiCatalog.BuiltIn.TypeNames.Where(name => name.StartsWith($"{package}.", StringComparison.Ordinal)).Select(ApiCatalog.BuiltIn.Type))
        {
            if (type.Kind == TypeKind.Object)
            {
                RandomObjects.Of(type).Sample(
                    value =>
                    {
                        var decoded = ObjectDecoder.Decode((JsonObject)value.DeepClone(), type, DecodeOptions.Default).Object;
                        var normalized = CanonicalJson.Normalize(value, type);
                        JsonNode.DeepEquals(normalized, decoded).Should().BeTrue($"{normalized.ToJsonString()} is not {decoded.ToJsonString()}");
                        CanonicalJson.ToBytes(normalized, type).Should().Equal(CanonicalJson.ToBytes(decoded, type));
                    },
                    iter: 8);
            }
        }
    }

    [Fact]
    public void What_is_canonical_already_is_not_made_again()
    {
        var pods = Objects.Resource("pods");
        var pod = Objects.FromYaml("{kind: Pod, apiVersion: v1, metadata: {name: a, labels: {a: b}}, spec: {containers: [{name: c, image: i}], overhead: {cpu: 100m}}}", pods);

        CanonicalJson.Normalize(pod, pods.Schema).Should().BeSameAs(pod);
    }

    [Fact]
    public void The_order_of_the_input_does_not_matter()
    {
        var pods = Objects.Resource("pods");
        var one = Objects.FromYaml("{metadata: {name: a, labels: {x: a, z: b}}, spec: {nodeName: node, containers: [{name: c, image: i}]}}", pods);
        var other = Objects.FromYaml("{spec: {containers: [{image: i, name: c}], nodeName: node}, metadata: {labels: {z: b, x: a}, name: a}}", pods);

        Objects.Json(one, pods).Should().Be(Objects.Json(other, pods));
    }

    [Fact]
    public void What_was_added_to_a_tree_is_written_in_its_place()
    {
        var pods = Objects.Resource("pods");
        var pod = Objects.FromYaml("{kind: Pod, apiVersion: v1, metadata: {name: a}, spec: {containers: []}}", pods);
        pod["spec"]!["overhead"] = new JsonObject { ["cpu"] = "1000m" };
        pod["metadata"]!["labels"] = new JsonObject { ["b"] = "1", ["a"] = "2" };
        pod["metadata"]!["creationTimestamp"] = "2024-01-01T00:00:00.5Z";

        Objects.Json(pod, pods).Should().Be(
            """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","creationTimestamp":"2024-01-01T00:00:00Z","labels":{"a":"2","b":"1"}},"spec":{"containers":[],"overhead":{"cpu":"1"}},"status":{}}""");
    }

    [Fact]
    public void Normalizing_prunes_and_orders_a_tree()
    {
        var pods = Objects.Resource("pods");
        var tree = (JsonObject)JsonNode.Parse("""{"unknown":1,"spec":{"nodeName":"n"},"metadata":{"name":"a","labels":{}}}""")!;

        CanonicalJson.Normalize(tree, pods.Schema).ToJsonString().Should().Be("""{"metadata":{"name":"a"},"spec":{"nodeName":"n"},"status":{}}""");
    }

    private static bool IsStable(JsonObject value, TypeSchema type)
    {
        var decoded = ObjectDecoder.Decode(value, type, DecodeOptions.Default);
        var bytes = CanonicalJson.ToBytes(decoded.Object, type);
        var again = ObjectDecoder.Decode(bytes, type, DecodeOptions.Default);
        return decoded.Warnings.IsEmpty && again.Warnings.IsEmpty && bytes.AsSpan().SequenceEqual(CanonicalJson.ToBytes(again.Object, type));
    }
}
