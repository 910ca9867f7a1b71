using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Patching;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Tests.Patching;

public sealed class NamedPartsTests
{
    [Fact]
    public void Decoding_what_a_merge_patch_names_is_decoding_the_patched_object()
    {
        foreach (var type in Types())
        {
            Gen.Select(RandomObjects.Of(type), RandomObjects.Of(type)).Sample(
                (from, changes) =>
                {
                    var existing = Stored(from, type);
                    var patch = Read(changes);

                    ShouldDecodeAlike(existing, MergePatch.Apply(existing, patch), NamedParts.OfMerge(patch, existing, type), type);
                },
                iter: 20);
        }
    }

    [Fact]
    public void So_it_is_of_the_strategic_patch_that_a_client_computes()
    {
        foreach (var type in Types())
        {
            Gen.Select(RandomObjects.Of(type), RandomObjects.Of(type)).Sample(
                (from, to) =>
                {
                    var existing = Stored(from, type);
                    var patch = Read(StrategicDifference.Of(WithoutLists(existing), WithoutLists(Stored(to, type)), type));

                    ShouldDecodeAlike(existing, StrategicMergePatch.Apply(existing, patch, type), NamedParts.OfMerge(patch, existing, type), type);
                },
                iter: 20);
        }
    }

    [Theory]
    [InlineData("""[{"op":"add","path":"/metadata/labels/z","value":"1"},{"op":"remove","path":"/metadata/labels/a"}]""")]
    [InlineData("""[{"op":"add","path":"/spec/containers/0","value":{"image":"i","name":"new","unknown":1}}]""")]
    [InlineData("""[{"op":"replace","path":"/spec/containers/0/image","value":"other"}]""")]
    [InlineData("""[{"op":"move","from":"/spec/hostname","path":"/spec/subdomain"}]""")]
    [InlineData("""[{"op":"copy","from":"/metadata/labels","path":"/metadata/annotations"},{"op":"test","path":"/spec/hostname","value":"h"}]""")]
    [InlineData("""[{"op":"replace","path":"/spec","value":{"containers":[]}},{"op":"add","path":"/spec/hostname","value":"later"}]""")]
    [InlineData("""[{"op":"add","path":"/spec/hostname","value":"first"},{"op":"replace","path":"/spec","value":{"containers":[]}}]""")]
    [InlineData("""[{"op":"add","path":"/spec/securityContext","value":{"runAsUser":5}},{"op":"add","path":"/spec/securityContext/runAsGroup","value":6}]""")]
    [InlineData("""[{"op":"add","path":"/none","value":{}},{"op":"add","path":"/none/of","value":"these"}]""")]
    [InlineData("""[{"op":"replace","path":"","value":{"kind":"Pod","spec":{"containers":[],"other":1}}}]""")]
    public void So_it_is_of_a_JSON_patch(string patch)
    {
        var type = Objects.Resource("pods").Schema;
        var existing = Stored(
            JsonNode.Parse("""{"metadata":{"name":"p","labels":{"a":"b"}},"spec":{"hostname":"h","containers":[{"name":"c","image":"i"}]}}""")!.AsObject(), type);
        var read = PatchBody.Read(System.Text.Encoding.UTF8.GetBytes(patch), out _);

        ShouldDecodeAlike(existing, JsonPatch.Apply(existing, read)!.AsObject(), NamedParts.OfJsonPatch(read, existing, type), type);
    }

    [Fact]
    public void What_a_patch_does_not_name_is_not_decoded()
    {
        var type = Objects.Resource("pods").Schema;
        var existing = Stored(JsonNode.Parse("""{"metadata":{"labels":{"a":"b"}},"spec":{"hostname":"h","containers":[{"name":"c"}]}}""")!.AsObject(), type);
        var patch = Read(JsonNode.Parse("""{"metadata":{"labels":{"c":"d"}}}""")!.AsObject());

        var decoded = NamedParts.OfMerge(patch, existing, type)!.Decode(MergePatch.Apply(existing, patch), type, DecodeOptions.Default).Object;

        // The spec itself is there, since Go always writes it.
        decoded["spec"]!.AsObject().ContainsKey("hostname").Should().BeFalse();
        decoded["metadata"]!["labels"]!.AsObject().Count.Should().Be(2);
    }

    private static IEnumerable<TypeSchema> Types() => ApiCatalog.BuiltIn.Resources.Where(resource => !resource.IsVirtual).Select(resource => resource.Schema);

    /// <summary>As the registry reads it: canonical, and opened only where somebody looks.</summary>
    private static JsonObject Stored(JsonObject value, TypeSchema type) =>
        JsonNode.Parse(CanonicalJson.ToBytes(ObjectDecoder.Decode(value, type, DecodeOptions.Default).Object, type))!.AsObject();

    private static JsonObject Read(JsonObject patch) => PatchBody.Read(System.Text.Encoding.UTF8.GetBytes(patch.ToJsonString()), out _)!.AsObject();

    /// <summary>Items of random lists cannot be told apart, so that a patch for them may be refused.</summary>
    private static JsonObject WithoutLists(JsonObject value) => new(value
        .Where(field => field.Value is not JsonArray)
        .Select(field => KeyValuePair.Create(field.Key, field.Value is JsonObject inner ? WithoutLists(inner) : field.Value?.DeepClone())));

    private static void ShouldDecodeAlike(JsonObject existing, JsonObject patched, NamedParts? parts, TypeSchema type)
    {
        var whole = ObjectDecoder.Decode(patched, type, DecodeOptions.Default);

        var named = parts?.Decode(patched, type, DecodeOptions.Default) ?? whole;
        parts?.MoveInto(patched, named.Object);

        named.Warnings.Should().BeEquivalentTo(whole.Warnings);
        var result = parts is null ? named.Object : patched;
        CanonicalForm.Holds(result, type).Should().Be(CanonicalForm.Holds(whole.Object, type));
        System.Text.Encoding.UTF8.GetString(CanonicalJson.ToBytes(result, type)).Should().Be(System.Text.Encoding.UTF8.GetString(CanonicalJson.ToBytes(whole.Object, type)));
        existing.Parent.Should().BeNull();
    }
}
