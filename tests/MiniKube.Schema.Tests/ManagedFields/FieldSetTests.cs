using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.Schema.Tests.ManagedFields;

public sealed class FieldSetTests
{
    private static readonly Gen<FieldSet> Sets = Gen.Int[0, 5].Array[1, 3].Array[0, 8].Select(paths => Build(paths));

    [Fact]
    public void A_set_is_written_as_fields_keys_values_and_places_each_in_their_order()
    {
        FieldSetJson.TryRead(
            JsonNode.Parse(
                """
                {"i:2":{},"v:\"b\"":{},"v:\"a\"":{},"k:{\"port\":443,\"protocol\":\"TCP\"}":{".":{},"f:name":{}},
                 "k:{\"protocol\":\"TCP\",\"port\":80}":{".":{}},"f:b":{},"f:a":{"f:x":{},".":{}}}
                """),
            out var set).Should().BeTrue();

        FieldSetJson.Write(set).ToJsonString().Replace("\\u0022", "\\\"", StringComparison.Ordinal).Should().Be(
            """{"f:a":{".":{},"f:x":{}},"f:b":{},"k:{\"port\":80,\"protocol\":\"TCP\"}":{},"k:{\"port\":443,\"protocol\":\"TCP\"}":{".":{},"f:name":{}},"v:\"a\"":{},"v:\"b\"":{},"i:2":{}}""");
    }

    [Theory]
    [InlineData("""{"f:a":1}""")]
    [InlineData("""{"k:{":{}}""")]
    [InlineData("""{"k:[]":{}}""")]
    [InlineData("""{"k:{\"a\":1,\"a\":2}":{}}""")]
    [InlineData("""{"v:":{}}""")]
    [InlineData("""{"i:x":{}}""")]
    [InlineData("""{"spec":{}}""")]
    [InlineData("""{"f:a":{"k:nothing":{}}}""")]
    public void What_is_no_set_is_not_read(string json) => FieldSetJson.TryRead(JsonNode.Parse(json), out _).Should().BeFalse();

    [Fact]
    public void Steps_of_unknown_kinds_are_left_out()
    {
        FieldSetJson.TryRead(JsonNode.Parse("""{"f:a":{},"z:later":{"f:b":{}}}"""), out var set).Should().BeTrue();

        set.Should().Be(FieldSet.Of("a"));
    }

    [Fact]
    public void Reading_what_was_written_is_the_identity() => Sets.Sample(set =>
        FieldSetJson.TryRead(JsonNode.Parse(FieldSetJson.Write(set).ToJsonString()), out var read) && read.Equals(set));

    [Fact]
    public void The_algebra_is_that_of_sets_of_paths() => Gen.Select(Sets, Sets).Sample((left, right) =>
    {
        var (one, other) = (Texts(left), Texts(right));
        return Texts(left.Union(right)).SetEquals(one.Union(other))
            && Texts(left.Intersect(right)).SetEquals(one.Intersect(other))
            && Texts(left.Except(right)).SetEquals(one.Except(other))
            && Texts(left.ExceptAllBelow(right)).SetEquals(one.Where(path => !other.Any(gone => path == gone || path.StartsWith(gone + ".", StringComparison.Ordinal))))
            && left.Union(right).Equals(right.Union(left))
            && left.Except(right).Intersect(right).IsEmpty;
    });

    [Fact]
    public void A_place_of_a_set_does_not_name_what_is_below_it()
    {
        var set = FieldSet.Of("spec", "spec.replicas");

        set.Except(FieldSet.Of("spec")).Should().Be(FieldSet.Of("spec.replicas"));
        set.ExceptAllBelow(FieldSet.Of("spec")).IsEmpty.Should().BeTrue();
        FieldSet.Of("spec.replicas").Contains(PathElement.Field("spec")).Should().BeFalse();
        set.Contains(PathElement.Field("spec"), PathElement.Field("replicas")).Should().BeTrue();
    }

    private static FieldSet Build(int[][] paths) => paths.Aggregate(
        FieldSet.Empty,
        (set, path) => set.Union(FieldSet.Of(string.Join('.', path.Select(step => (char)('a' + step))))));

    private static HashSet<string> Texts(FieldSet set) => [.. set.Paths().Select(path => string.Concat(path))];
}
