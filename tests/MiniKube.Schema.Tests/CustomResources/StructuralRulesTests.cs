using System.Text.Json;
using MiniKube.Schema.CustomResources;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.Tests.CustomResources;

public sealed class StructuralRulesTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""")]
    [InlineData("""{"type":"object","x-kubernetes-preserve-unknown-fields":true}""")]
    [InlineData("""{"type":"object","properties":{"metadata":{"type":"object"}}}""")]
    [InlineData("""{"type":"object","properties":{"metadata":{"type":"object","properties":{"name":{"type":"string","maxLength":9}}}}}""")]
    [InlineData("""{"type":"object","properties":{"p":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"anyOf":[{"required":["a"]},{"properties":{"a":{"minLength":3}}}]}""")]
    [InlineData("""{"type":"object","properties":{"l":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","properties":{"k":{"type":"string","default":"x"}}}}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","default":{"b":1},"properties":{"b":{"type":"integer"}}}}}""")]
    public void Structural_schemas_are_accepted(string schema) => Complaints(schema).Should().BeEmpty();

    [Theory]
    [InlineData("""{"type":"object","properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}}}}""", "schema.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified")]
    [InlineData("""{"type":"object","properties":{"metadata":{"type":"object","description":"x"}}}""", "schema.properties[metadata]: Forbidden: must not specify anything other than")]
    [InlineData("""{"type":"object","properties":{"kind":{"type":"integer"}}}""", "schema.properties[kind].type: Invalid value: \"integer\": must be string")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""", "schema.additionalProperties: Forbidden: must not be used at the root")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","x-kubernetes-embedded-resource":true}}}""", "schema.properties[a].properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","x-kubernetes-embedded-resource":true,"additionalProperties":{"type":"string"}}}}""", "schema.properties[a].additionalProperties: Forbidden: must not be used if x-kubernetes-embedded-resource is set")]
    [InlineData("""{"properties":{}}""", "schema.type: Required value: must not be empty at the root")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "schema.type: Invalid value: \"array\": must be object at the root")]
    [InlineData("""{"type":"object","properties":{"a":{"description":"x"}}}""", "schema.properties[a].type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{}}}}""", "schema.properties[a].items.type: Required value: must not be empty for specified array items")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array"}}}""", "schema.properties[a].items: Required value: must be specified")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"text"}}}""", "schema.properties[a].type: Unsupported value: \"text\"")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":{"type":"string"}}""", "schema.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive")]
    [InlineData("""{"type":"object","additionalProperties":false}""", "schema.additionalProperties: Forbidden: additionalProperties cannot be set to false")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/x"}}}""", "schema.properties[a].$ref: Forbidden: $ref is not supported")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","uniqueItems":true,"items":{"type":"string"}}}}""", "uniqueItems: Forbidden: uniqueItems cannot be set to true")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"anyOf":[{"properties":{"a":{"type":"string"}}}]}""", "schema.anyOf[0].properties[a].type: Forbidden: must be empty to be structural")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"not":{"properties":{"b":{"minLength":1}}}}""", "schema.not.properties[b]: Required value")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"oneOf":[{"properties":{"a":{"default":"x"}}}]}""", "default: Forbidden: must be undefined to be structural")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","pattern":"("}}}""", "schema.properties[a].pattern: Invalid value: \"(\": must be a valid regular expression")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","pattern":"(a{100}){100}"}}}""", "invalid repeat count")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","x-kubernetes-list-type":"map","items":{"type":"object"}}}}""", "x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","properties":{"k":{"type":"string"}}}}}}""", "items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","x-kubernetes-list-type":"set"}}}""", "must be array if x-kubernetes-list-type is specified")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer","default":"x"}}}""", "schema.properties[a].default: Invalid value: \"string\"")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","default":{"c":1},"properties":{"b":{"type":"integer"}}}}}""", "must not have unknown fields")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","default":null}}}""", "the value is not nullable")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","x-kubernetes-preserve-unknown-fields":false}}}""", "must be true or undefined")]
    public void What_is_not_structural_is_told_by_place(string schema, string complaint) =>
        Complaints(schema).Should().Contain(text => text.Contains(complaint, StringComparison.Ordinal), "{0}", string.Join("; ", Complaints(schema)));

    private static IReadOnlyList<string> Complaints(string schema)
    {
        var complaints = new Complaints();
        StructuralRules.Check(JsonElement.Parse(schema), FieldLocation.Root("schema"), complaints);
        return [.. complaints.ToImmutable().Select(cause => $"{cause.Field}: {cause.Message}")];
    }
}
