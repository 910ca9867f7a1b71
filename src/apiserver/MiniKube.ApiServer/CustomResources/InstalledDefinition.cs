using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Registry.Kinds;
using MiniKube.Schema.CustomResources;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.CustomResources;

/// <summary>A definition made ready to be served. Immutable.</summary>
/// <param name="Generation">Of the definition's object, with what else it is made from.</param>
/// <param name="Served">Its versions that are served, the preferred one first.</param>
/// <param name="Storage">The version in which its objects are stored, served or not.</param>
internal sealed record InstalledDefinition(string Generation, ImmutableArray<ServedResource> Served, ServedResource Storage)
{
    public static InstalledDefinition Of(JsonObject definition)
    {
        var versions = CustomResourceDefinitions.Compile(definition, ApiCatalog.BuiltIn);
        var storage = versions.First(version => version.IsStorage).Definition;
        return new InstalledDefinition(
            GenerationOf(definition),
            [.. versions.Where(version => version.IsServed).Select(version => Make(version.Definition, storage, definition.IsTerminating))],
            Make(storage, storage, definition.IsTerminating));
    }

    /// <summary>Changes when the definition has to be installed anew.</summary>
    public static string GenerationOf(JsonObject definition) =>
        $"{definition.Metadata.Text("uid")} {definition.Metadata.Integer("generation")} {definition.IsTerminating} {definition.Child("status").Child("acceptedNames")?.ToJsonString()}";

    private static ServedResource Make(ResourceDefinition served, ResourceDefinition storage, bool isTerminating) => new(
        served, new CustomResourceStrategy(served, isTerminating), storage.Schema, new CustomConversion(served, storage));
}
