using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.CustomResources.Rules;

/// <summary>The rules of a value and of its parts. Immutable; parts without rules are left out.</summary>
/// <param name="Type">Of the value.</param>
/// <param name="TypeWord">The schema's word for it.</param>
/// <param name="Rules">Of the value itself.</param>
/// <param name="Properties">By their JSON names.</param>
/// <param name="Element">Of the items of a list, or of all values of a map.</param>
/// <param name="ItemKeys">The fields by which an item is found in the list before; empty when items cannot be found.</param>
internal sealed record RuleNode(
    CelType Type,
    string TypeWord,
    ImmutableArray<CompiledRule> Rules,
    FrozenDictionary<string, RuleNode> Properties,
    RuleNode? Element,
    ImmutableArray<string> ItemKeys)
{
    /// <returns>Null when there are no rules.</returns>
    public static RuleNode? Compile(JsonObject schema, bool isResource)
    {
        var rules = schema.List("x-kubernetes-validations") is { Count: > 0 };
        var properties = (schema.Child("properties") ?? [])
            .Select(property => (property.Key, Node: property.Value is JsonObject tree ? Compile(tree, isResource: false) : null))
            .Where(property => property.Node is not null)
            .ToFrozenDictionary(property => property.Key, property => property.Node!, StringComparer.Ordinal);
        var element = (schema.Child("items") ?? schema.Child("additionalProperties")) is { } part ? Compile(part, isResource: false) : null;
        if ((!rules && properties.Count == 0 && element is null) || SchemaTypes.Of(schema, isResource) is not { } type)
        {
            return null;
        }

        return new RuleNode(
            type,
            schema.Text("type"),
            [.. ValidationRule.Of(schema).Select(rule => CompiledRule.Compile(rule, type))],
            properties,
            element,
            schema.Text("x-kubernetes-list-type") == "map" ? [.. schema.Texts("x-kubernetes-list-map-keys")] : []);
    }
}
