using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Tests.Encoding;

public sealed class CanonicalCopyTests
{
    [Fact]
    public void What_is_copied_from_before_is_what_would_be_written()
    {
        foreach (var resource in ApiCatalog.BuiltIn.Resources.Where(resource => !resource.IsVirtual))
        {
            Gen.Select(RandomObjects.Of(resource.Schema), RandomObjects.Of(resource.Schema), Gen.Int).Sample(
                (one, other, seed) =>
                {
                    var before = Bytes(Decoded(one, resource.Schema), resource.Schema);
                    var changed = Mixed(JsonNode.Parse(before)!.AsObject(), Decoded(other, resource.Schema), new Random(seed));

                    var copied = Copied(changed.DeepClone().AsObject(), resource.Schema, before);

                    copied.Should().Be(Encode(changed, resource.Schema));
                },
                iter: 20);
        }
    }

    [Fact]
    public void What_another_server_left_behind_is_not_copied_into_the_wrong_place()
    {
        var pods = Objects.Resource("pods").Schema;
        var value = JsonNode.Parse("""{"kind":"Pod","metadata":{"name":"p","uid":"u"},"spec":{"containers":[{"name":"c"}]}}""")!.AsObject();

        // Out of order, with a field that is not known, and not an object at all.
        var unordered = Copied(value.DeepClone().AsObject(), pods, """{"spec":{"gone":1},"metadata":{"uid":"other"},"kind":"Pod"}"""u8.ToArray());
        var odd = Copied(value.DeepClone().AsObject(), pods, "[]"u8.ToArray());

        unordered.Should().Be(Encode(value, pods));
        odd.Should().Be(Encode(value, pods));
    }

    private static JsonObject Decoded(JsonObject value, TypeSchema type) => ObjectDecoder.Decode(value, type, DecodeOptions.Default).Object;

    /// <summary>Some members of the one, some of the other, on all levels.</summary>
    private static JsonObject Mixed(JsonObject one, JsonObject other, Random random)
    {
        foreach (var (name, value) in other.ToList())
        {
            switch (random.Next(4))
            {
                case 0:
                    one[name] = value?.DeepClone();
                    break;
                case 1:
                    one.Remove(name);
                    break;
                case 2 when one[name] is JsonObject inner && value is JsonObject changes:
                    Mixed(inner, changes, random);
                    break;
                default:
                    break;
            }
        }

        return one;
    }

    private static byte[] Bytes(JsonObject value, TypeSchema type) => CanonicalJson.ToBytes(value, type);

    private static string Encode(JsonObject value, TypeSchema type) => System.Text.Encoding.UTF8.GetString(Bytes(value, type));

    private static string Copied(JsonObject value, TypeSchema type, byte[] before)
    {
        using var bytes = new PooledBytes();
        CanonicalJson.Write(value, type, before, bytes);
        return System.Text.Encoding.UTF8.GetString(bytes.Span);
    }
}
