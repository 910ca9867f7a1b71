using System.Buffers;
using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Api.Names;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Protobuf;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Tests.Protobuf;

public sealed class ProtobufEncoderTests
{
    private static readonly ProtobufEncoder Encoder = new();

    [Fact]
    public void A_random_object_of_every_type_comes_back_from_protobuf_as_it_went()
    {
        foreach (var name in ApiCatalog.BuiltIn.TypeNames.Where(HasProtobuf))
        {
            var type = ApiCatalog.BuiltIn.Type(name);
            if (type.Kind != TypeKind.Object)
            {
                continue;
            }

            RandomObjects.Of(type).Sample(
                random =>
                {
                    var sent = ObjectDecoder.Decode(WithoutEmptyLists(random), type, DecodeOptions.Default).Object;
                    DropTypeMeta(sent, type);

                    var back = new JsonObject();
                    ProtobufDecoder.Read(Encoder.Encode(CanonicalJson.ToBytes(sent, type), type), type, back, depth: 0);

                    var read = CanonicalJson.Normalize(back, type);
                    read.ToJsonString().Should().Be(sent.ToJsonString(), name);
                },
                iter: 30,
                threads: 1);
        }
    }

    [Theory]
    [InlineData("true", "0801")]
    [InlineData("false", "0800")]
    [InlineData("""{"type":"string"}""", "080112082a06737472696e67")]
    public void A_schema_or_a_flag_has_the_fields_of_both(string json, string message)
    {
        var type = ApiCatalog.BuiltIn.Type("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");
        var whole = System.Text.Encoding.UTF8.GetBytes($$"""{"additionalProperties":{{json}}}""");

        var hex = Convert.ToHexStringLower(Encoder.Encode(whole, type));

        hex.Should().Be($"f201{message.Length / 2:x2}{message}");
        var back = new JsonObject();
        ProtobufDecoder.Read(Convert.FromHexString(hex), type, back, depth: 0);
        back.ToJsonString().Should().Be(System.Text.Encoding.UTF8.GetString(whole));
    }

    [Fact]
    public void The_revision_goes_into_the_metadata_of_the_object_and_not_of_its_template()
    {
        var type = Objects.Resource("apps/v1/deployments").Schema;
        var json = """{"metadata":{"name":"d"},"spec":{"selector":{},"template":{"metadata":{"name":"t"}}}}"""u8;

        var back = new JsonObject();
        ProtobufDecoder.Read(Encoder.Encode(json, type, revision: 4711), type, back, depth: 0);

        back["metadata"]!.ToJsonString().Should().Be("""{"name":"d","resourceVersion":"4711"}""");
        back["spec"]!["template"]!["metadata"]!.ToJsonString().Should().Be("""{"name":"t"}""");
    }

    [Fact]
    public void Fields_of_another_order_and_unknown_ones_do_no_harm()
    {
        var type = Objects.Resource("pods").Schema;
        var json = """{"what":{"is":["this"]},"spec":{"volumes":[{"emptyDir":{},"name":"v"}],"nodeName":"n"},"metadata":{"name":"p"},"kind":"Pod"}"""u8;

        var back = new JsonObject();
        ProtobufDecoder.Read(Encoder.Encode(json, type), type, back, depth: 0);

        back.ToJsonString().Should().Be("""{"spec":{"volumes":[{"emptyDir":{},"name":"v"}],"nodeName":"n"},"metadata":{"name":"p"}}""");
    }

    [Fact]
    public void An_object_in_its_envelope_reads_like_a_body()
    {
        var secrets = Objects.Resource("secrets");
        var buffer = new ArrayBufferWriter<byte>();

        new ProtobufEnvelope(secrets.Kind).Write(Encoder.Encode("""{"metadata":{"name":"s"},"data":{"a":"Yg=="}}"""u8, secrets.Schema), buffer);

        System.Text.Encoding.UTF8.GetString(ProtobufBody.ToJson(buffer.WrittenSpan, ApiCatalog.BuiltIn))
            .Should().Be("""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"s"},"data":{"a":"Yg=="}}""");
        Convert.ToHexStringLower(buffer.WrittenSpan).Should().Be(
            "6b3873000a0c0a0276311206536563726574" + "120d" + "0a030a0173" + "12060a01611201621a" + "002200");
    }

    [Fact]
    public void An_event_is_a_frame_with_its_length_in_front()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var envelope = new ArrayBufferWriter<byte>();
        new ProtobufEnvelope(new GroupVersionKind("", "v1", "Pod")).Write([0x0A, 0x00], envelope);

        ProtobufEnvelope.WriteEvent("ADDED"u8, envelope.WrittenSpan, buffer);

        var inner = Convert.ToHexStringLower(envelope.WrittenSpan);
        var frame = $"0a054144444544" + $"12{envelope.WrittenCount + 2:x2}0a{envelope.WrittenCount:x2}{inner}";
        Convert.ToHexStringLower(buffer.WrittenSpan).Should().Be($"{frame.Length / 2:x8}{frame}");
    }

    /// <summary>Tables and the like exist in JSON only.</summary>
    private static bool HasProtobuf(string name) => !name.Contains(".meta.v1.Table", StringComparison.Ordinal) && !name.Contains(".apidiscovery.", StringComparison.Ordinal);

    /// <summary>Kind and apiVersion stand in the envelope, and nowhere within a message.</summary>
    private static void DropTypeMeta(JsonNode? value, TypeSchema type)
    {
        switch (value, type.Kind)
        {
            case (JsonObject tree, TypeKind.Object):
                foreach (var field in type.OrderedFields)
                {
                    DropTypeMeta(tree[field.Name], field.Type);
                    _ = field.InlineNumbers.Contains(0) && tree.Remove(field.Name);
                }

                break;
            case (JsonObject map, TypeKind.Map):
                map.ToList().ForEach(entry => DropTypeMeta(entry.Value, type.Element!));
                break;
            case (JsonArray list, TypeKind.List):
                list.ToList().ForEach(item => DropTypeMeta(item, type.Element!));
                break;
        }
    }

    /// <summary>Protobuf does not tell an empty list from none; Go writes null for it where the field is always written.</summary>
    private static JsonObject WithoutEmptyLists(JsonObject tree)
    {
        foreach (var (name, value) in tree.ToArray())
        {
            switch (value)
            {
                case JsonArray { Count: 0 }:
                case JsonObject { Count: 0 }:
                    tree.Remove(name);
                    break;
                case JsonObject inner:
                    WithoutEmptyLists(inner);
                    break;
                case JsonArray list:
                    list.OfType<JsonObject>().ToList().ForEach(item => WithoutEmptyLists(item));
                    break;
            }
        }

        return tree;
    }
}
