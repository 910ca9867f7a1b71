using System.Text.Json.Nodes;
using MiniKube.Schema.CustomResources;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Defaulting;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.Tests.CustomResources;

public sealed class ValueRulesTests
{
    [Theory]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2024-01-02T03:04:05Z\"", true)]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2024-01-02\"", false)]
    [InlineData("""{"type":"string","format":"date"}""", "\"2024-02-30\"", false)]
    [InlineData("""{"type":"string","format":"duration"}""", "\"1h30m\"", true)]
    [InlineData("""{"type":"string","format":"ipv4"}""", "\"10.1\"", false)]
    [InlineData("""{"type":"string","format":"ipv6"}""", "\"::1\"", true)]
    [InlineData("""{"type":"string","format":"cidr"}""", "\"10.1.2.3/8\"", true)]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"0\"", false)]
    [InlineData("""{"type":"string","format":"byte"}""", "\"YQ==\"", true)]
    [InlineData("""{"type":"string","format":"byte"}""", "\"YQ ==\"", false)]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"123e4567e89b-12d3-a456426614174000\"", true)]
    [InlineData("""{"type":"string","format":"uuid"}""", "\" 123e4567-e89b-12d3-a456-426614174000\"", false)]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2021-02-28t23:59:59.123456789z\"", true)]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2021-02-28T24:00:00Z\"", false)]
    [InlineData("""{"type":"string","format":"unheard-of"}""", "\"x\"", true)]
    [InlineData("""{"type":"string","maxLength":2}""", "\"\ud83d\ude00\ud83d\ude00\"", true)]
    [InlineData("""{"type":"string","pattern":"^[[:alpha:]]+$"}""", "\"ab\"", true)]
    [InlineData("""{"type":"string","pattern":"^a$"}""", "\"a\\n\"", false)]
    [InlineData("""{"type":"string","pattern":"^\\d$"}""", "\"\u0663\"", false)]
    [InlineData("""{"type":"integer"}""", "3.0", true)]
    [InlineData("""{"type":"integer"}""", "3.5", false)]
    [InlineData("""{"type":"integer"}""", "null", true)]
    [InlineData("""{"type":"number","minimum":0,"exclusiveMinimum":true}""", "0", false)]
    [InlineData("""{"type":"number","multipleOf":0.1}""", "0.3", true)]
    [InlineData("""{"type":"number","multipleOf":5}""", "7", false)]
    [InlineData("""{"type":"number"}""", "1e999", false)]
    [InlineData("""{"type":"array","minItems":1,"items":{"type":"string"}}""", "[]", false)]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "[null]", false)]
    [InlineData("""{"type":"array","items":{"type":"string","nullable":true}}""", "[null]", true)]
    [InlineData("""{"type":"object","maxProperties":1,"additionalProperties":{"type":"integer"}}""", """{"a":1,"b":2}""", false)]
    [InlineData("""{"type":"integer","anyOf":[{"minimum":5},{"maximum":1}]}""", "3", false)]
    [InlineData("""{"type":"integer","oneOf":[{"minimum":5},{"minimum":7}]}""", "8", false)]
    [InlineData("""{"type":"integer","not":{"enum":[3]}}""", "3", false)]
    [InlineData("""{"type":"integer","allOf":[{"minimum":5}]}""", "6", true)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"oneOf":[{"required":["a"]},{"required":["b"]}]}""", """{"a":"x","b":"y"}""", false)]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "\"50%\"", true)]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "1.5", false)]
    [InlineData("""{"type":"string","enum":["a",""]}""", "\"\"", true)]
    public void Values_are_held_against_their_schema(string schema, string value, bool isValid) =>
        Complaints(schema, $$"""{"value":{{value}}}""").Count.Should().Be(isValid ? 0 : 1);

    [Fact]
    public void The_same_object_gives_the_same_bytes_in_whatever_order_it_was_written()
    {
        var type = Root("""{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"b":{"type":"integer"},"a":{"type":"number"}}}""");

        var one = CanonicalJson.ToBytes(Decode("""{"value":{"z":{"y":1,"x":2},"b":2,"a":1.50}}""", type), type);
        var other = CanonicalJson.ToBytes(Decode("""{"value":{"a":1.5,"b":2,"z":{"x":2,"y":1}}}""", type), type);

        System.Text.Encoding.UTF8.GetString(one).Should().Be("""{"value":{"a":1.5,"b":2,"z":{"x":2,"y":1}}}""");
        other.Should().Equal(one);
    }

    [Fact]
    public void A_default_is_given_for_what_is_missing_or_null_and_not_where_null_is_a_value()
    {
        var type = Root("""
            {"type":"object","default":{},"properties":{"a":{"type":"string","default":"x"},"b":{"type":"string","default":"y","nullable":true},
             "c":{"type":"object","properties":{"d":{"type":"integer","default":0}}}}}
            """);
        var tree = Decode("""{"value":{"a":null,"b":null,"c":{}}}""", type);
        var empty = Decode("{}", type);

        StaticDefaults.Apply(tree, type);
        StaticDefaults.Apply(empty, type);

        tree.ToJsonString().Should().Be("""{"value":{"b":null,"c":{"d":0},"a":"x"}}""");
        empty.ToJsonString().Should().Be("""{"value":{"a":"x","b":"y"}}""");
    }

    private static TypeSchema Root(string schema)
    {
        var source = new CustomSource(System.Text.Encoding.UTF8.GetBytes($$$"""{"type":"object","properties":{"value":{{{schema}}}}}"""));
        return CustomTypes.Root("test", source, preservesUnknownFields: false, ApiCatalog.BuiltIn.Type);
    }

    private static JsonObject Decode(string json, TypeSchema type) => ObjectDecoder.Decode(System.Text.Encoding.UTF8.GetBytes(json), type, DecodeOptions.Default).Object;

    private static Complaints Complaints(string schema, string json)
    {
        var complaints = new Complaints();
        CustomObjectRules.Check(Decode(json, Root(schema)), old: null, Root(schema), complaints);
        return complaints;
    }
}
