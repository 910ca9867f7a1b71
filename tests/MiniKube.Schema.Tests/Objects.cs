using System.Text.Json.Nodes;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Defaulting;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Tests;

/// <summary>Objects as a client would send them, and resources by their name.</summary>
internal static class Objects
{
    /// <param name="name"><c>pods</c>, <c>apps/v1/deployments</c></param>
    public static ResourceDefinition Resource(string name)
    {
        var parts = name.Split('/');
        var (group, version) = parts.Length == 3 ? (parts[0], parts[1]) : ("", "v1");
        return ApiCatalog.BuiltIn.Find(new Api.Names.GroupVersionResource(group, version, parts[^1]))
            ?? throw new ArgumentException($"there is no resource {name}", nameof(name));
    }

    public static JsonObject FromYaml(string yaml, ResourceDefinition resource)
    {
        var result = ObjectDecoder.Decode(YamlReader.ToJson(System.Text.Encoding.UTF8.GetBytes(yaml)), resource.Schema, DecodeOptions.Default);
        result.Warnings.Should().BeEmpty();
        return result.Object;
    }

    public static JsonObject Defaulted(string yaml, ResourceDefinition resource)
    {
        var value = FromYaml(yaml, resource);
        Defaulter.Apply(value, resource);
        return value;
    }

    public static string Json(JsonObject value, ResourceDefinition resource) =>
        System.Text.Encoding.UTF8.GetString(CanonicalJson.ToBytes(value, resource.Schema));
}
