using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.CustomResources;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Types;
using static MiniKube.Schema.Tests.ManagedFields.FieldExtractionTests;

namespace MiniKube.Schema.Tests.ManagedFields;

public sealed class ApplyOwnershipTests
{
    private static readonly TypeSchema Item = TypeSchema.ObjectOf(
        "item",
        () => [Field("name", TypeSchema.String), Field("value", TypeSchema.String), Field("size", TypeSchema.Int64)]);

    private static readonly TypeSchema Custom = TypeSchema.ObjectOf(
        "custom",
        () =>
        [
            Field("apiVersion", TypeSchema.String),
            Field("kind", TypeSchema.String),
            Field("metadata", TypeSchema.Raw),
            Field("map", TypeSchema.MapOf(TypeSchema.String)),
            new FieldSchema { Name = "items", Type = TypeSchema.ListOf(Item), ListType = ListType.Map, ListMapKeys = ["name"] },
            new FieldSchema { Name = "set", Type = TypeSchema.ListOf(TypeSchema.String), ListType = ListType.Set },
            Field("atomic", TypeSchema.ListOf(TypeSchema.String)),
            new FieldSchema { Name = "whole", Type = TypeSchema.MapOf(TypeSchema.String), MapType = "atomic" },
        ],
        preservesUnknownFields: true);

    [Theory]
    [InlineData("""{"set":["a","b","c"]}""", """{"set":["c","x","a"]}""", """["b","c","x","a"]""", "set")]
    [InlineData("""{"set":["a","b","c"]}""", """{"set":["x"]}""", """["a","b","c","x"]""", "set")]
    [InlineData("""{"set":["a","b"]}""", """{"set":["b","a"]}""", """["b","a"]""", "set")]
    [InlineData("""{"set":["a","b"]}""", """{"set":["x","a"]}""", """["x","a","b"]""", "set")]
    [InlineData("""{"atomic":["a","b"]}""", """{"atomic":["c"]}""", """["c"]""", "atomic")]
    [InlineData("""{"map":{"a":"1"}}""", """{"map":{"b":"2"}}""", """{"a":"1","b":"2"}""", "map")]
    [InlineData("""{"whole":{"a":"1"}}""", """{"whole":{"b":"2"}}""", """{"b":"2"}""", "whole")]
    [InlineData("""{"items":[{"name":"a","value":"1"}]}""", """{"items":[{"name":"b"},{"name":"a","size":2}]}""", """[{"name":"b"},{"name":"a","value":"1","size":2}]""", "items")]
    [InlineData("""{"other":{"a":[1],"b":1}}""", """{"other":{"a":[2]}}""", """{"a":[2],"b":1}""", "other")]
    [InlineData("""{"map":{"a":"1"}}""", """{"map":null}""", """{"a":"1"}""", "map")]
    public void A_configuration_is_laid_over_the_object_as_the_schema_says(string live, string config, string expected, string field) =>
        Apply(Parse(live), config, "m", isForced: true)[field]!.ToJsonString().Should().Be(expected);

    [Fact]
    public void What_is_no_longer_applied_goes_with_what_held_it()
    {
        var once = Apply([], """{"map":{"a":"1"},"items":[{"name":"a"},{"name":"b","value":"v"}],"set":["x"],"other":{"deep":{"er":1}}}""", "m");
        var then = Apply(once, """{"items":[{"name":"b"}]}""", "m");

        then.Should().NotContainKeys("map", "set", "other");
        then["items"]!.ToJsonString().Should().Be("""[{"name":"b"}]""");
    }

    [Fact]
    public void Applying_twice_is_applying_once()
    {
        var once = Apply([], """{"map":{"a":"1"},"items":[{"name":"a"}]}""", "m");
        var twice = Apply(once, """{"map":{"a":"1"},"items":[{"name":"a"}]}""", "m", seconds: 60);

        JsonNode.DeepEquals(twice, once).Should().BeTrue();
    }

    [Fact]
    public void A_list_that_has_come_to_be_taken_apart_is_owned_item_by_item()
    {
        var before = Parse("""{"metadata":{"uid":"u","managedFields":[{"manager":"m","operation":"Apply","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:items":{}}}]},"items":[{"name":"a"},{"name":"b"}]}""");

        var after = Apply(before, """{"items":[{"name":"b"}]}""", "m");

        after["items"]!.ToJsonString().Should().Be("""[{"name":"b"}]""");
    }

    [Fact]
    public void A_map_that_has_come_to_be_one_value_is_owned_as_one()
    {
        var before = Parse("""{"metadata":{"uid":"u","managedFields":[{"manager":"other","operation":"Apply","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:whole":{"f:a":{}}}}]},"whole":{"a":"1"}}""");

        Conflicts(before, """{"whole":{"a":"2"}}""", "m").Should().Equal("\"other\": .whole");
    }

    [Theory]
    [InlineData("""{"items":[{"value":"a"}]}""", ".items: element 0: associative list with keys has an element that omits all key fields \"name\" (and doesn't have default values for any key fields)")]
    [InlineData("""{"items":[{"name":"a"},{"name":"a"}]}""", ".items: duplicate entries for key [name=\"a\"]")]
    [InlineData("""{"items":[3]}""", ".items: element 0: associative list with keys may not have non-map elements, got numeric")]
    [InlineData("""{"items":{}}""", ".items: expected list, got map")]
    [InlineData("""{"map":{"a":1}}""", ".map.a: expected string, got numeric")]
    [InlineData("""{"items":[{"name":"a","size":"big","extra":true}]}""", "errors:\n  .items[name=\"a\"].size: expected numeric (int or float), got string\n  .items[name=\"a\"].extra: field not declared in schema")]
    public void What_does_not_fit_is_told_by_its_place(string config, string why) =>
        ApplyOwnership.Apply(null, Parse(config), Context("m", 0), isForced: false).Should().BeOfType<ApplyResult.Malformed>().Which.Why.Should().Be(why);

    [Fact]
    public void The_items_of_a_list_within_a_map_of_a_custom_resource_need_their_keys_too()
    {
        using var schema = JsonDocument.Parse(
            """
            {"type":"object","properties":{"lists":{"type":"object","additionalProperties":{"type":"array","x-kubernetes-list-type":"map",
            "x-kubernetes-list-map-keys":["name"],"items":{"type":"object","properties":{"name":{"type":"string"}}}}}}}
            """);
        var context = Context("m", 0) with { Type = CustomTypes.OfValue(schema.RootElement) };

        var result = ApplyOwnership.Apply(null, Parse("""{"lists":{"a":[{}]}}"""), context, isForced: false);

        result.Should().BeOfType<ApplyResult.Malformed>().Which.Why.Should().Be(
            ".lists.a: element 0: associative list with keys has an element that omits all key fields \"name\" (and doesn't have default values for any key fields)");
    }

    internal static JsonObject Apply(JsonObject live, string config, string manager, bool isForced = false, int seconds = 0) =>
        ((ApplyResult.Applied)ApplyOwnership.Apply(live, Parse(config), Context(manager, seconds), isForced)).Object;

    private static List<string> Conflicts(JsonObject live, string config, string manager) =>
        [.. ((ApplyResult.Conflicting)ApplyOwnership.Apply(live, Parse(config), Context(manager, 0), false)).Conflicts.Select(one => $"{one.Manager}: {one.Field}")];

    private static OwnershipContext Context(string manager, int seconds) => new()
    {
        Manager = manager,
        ApiVersion = "v1",
        Now = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero).AddSeconds(seconds),
        Type = Custom,
        IsCustom = true,
        Versions = new NoOtherVersions(),
    };

    private static FieldSchema Field(string name, TypeSchema type) => new() { Name = name, Type = type };
}
