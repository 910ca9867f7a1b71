using System.Buffers;
using System.Text.Json.Nodes;
using MiniKube.Schema.OpenApi;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Tests.OpenApi;

public sealed class OpenApiV2ProtobufTests
{
    private const int Paths = 8;
    private const int Definitions = 9;

    private readonly byte[] _json;
    private readonly byte[] _protobuf;

    public OpenApiV2ProtobufTests()
    {
        var json = new ArrayBufferWriter<byte>();
        OpenApiV2.Write(ApiCatalog.BuiltIn, "v1.34.0", NoDescriptions.Instance, json);
        var protobuf = new ArrayBufferWriter<byte>();
        OpenApiV2Protobuf.Write(json.WrittenMemory, protobuf);
        _json = json.WrittenSpan.ToArray();
        _protobuf = protobuf.WrittenSpan.ToArray();
    }

    [Fact]
    public void Every_path_and_definition_is_carried_over()
    {
        var document = JsonNode.Parse(_json)!;

        var fields = Fields(_protobuf).ToLookup(field => field.Number, field => field.Value);

        System.Text.Encoding.UTF8.GetString(fields[1].Single()).Should().Be("2.0");
        Names(fields[Paths].Single()).Should().Equal(document["paths"]!.AsObject().Select(path => path.Key));
        Names(fields[Definitions].Single()).Should().Equal(document["definitions"]!.AsObject().Select(definition => definition.Key));
    }

    [Fact]
    public void A_kind_is_found_in_the_extensions_of_its_definition()
    {
        var definitions = Fields(Fields(_protobuf).Single(field => field.Number == Definitions).Value);

        var pod = definitions.Single(definition => Name(definition.Value) == "io.k8s.api.core.v1.Pod");
        var extensions = Fields(Fields(pod.Value)[1].Value).Where(field => field.Number == 31).ToList();

        extensions.Should().ContainSingle();
        Name(extensions[0].Value).Should().Be("x-kubernetes-group-version-kind");
        System.Text.Encoding.UTF8.GetString(Fields(Fields(extensions[0].Value)[1].Value)[0].Value)
            .Should().Be("""[{"group":"","kind":"Pod","version":"v1"}]""" + "\n");
    }

    private static IEnumerable<string> Names(byte[] map) => Fields(map).Select(entry => Name(entry.Value));

    private static string Name(byte[] named) => System.Text.Encoding.UTF8.GetString(Fields(named)[0].Value);

    private static List<(int Number, byte[] Value)> Fields(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        var at = 0;
        while (at < message.Length)
        {
            var tag = VarInt(message, ref at);
            if ((tag & 7) == 0)
            {
                VarInt(message, ref at);
                continue;
            }

            var length = VarInt(message, ref at);
            fields.Add((tag >> 3, message[at..(at + length)]));
            at += length;
        }

        return fields;
    }

    private static int VarInt(byte[] message, ref int at)
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
