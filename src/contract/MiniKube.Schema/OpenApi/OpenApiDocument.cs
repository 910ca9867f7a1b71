using System.Text.Json;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.OpenApi;

/// <summary>Writes what both forms of the document share.</summary>
internal static class OpenApiDocument
{
    public static void WriteInfo(Utf8JsonWriter writer, string serverVersion)
    {
        writer.WriteStartObject("info");
        writer.WriteString("title", "Kubernetes");
        writer.WriteString("version", serverVersion);
        writer.WriteEndObject();
    }

    /// <summary>Writes every path into the object that is open.</summary>
    public static void WritePaths(
        Utf8JsonWriter writer, OpenApiDialect dialect, IReadOnlyCollection<ResourceDefinition> resources, ApiCatalog catalog, IDescriptionSource descriptions)
    {
        var planner = new PathPlanner(catalog, descriptions);
        var paths = new PathWriter(writer, dialect, new DefinitionWriter(writer, dialect, descriptions));
        foreach (var resource in resources)
        {
            foreach (var path in planner.PathsOf(resource))
            {
                paths.Write(path);
            }
        }
    }

    /// <summary>Writes every definition into the object that is open.</summary>
    public static void WriteDefinitions(
        Utf8JsonWriter writer, OpenApiDialect dialect, IReadOnlyCollection<ResourceDefinition> resources, ApiCatalog catalog, IDescriptionSource descriptions)
    {
        var kinds = new KindIndex(resources, catalog);
        var definitions = new DefinitionWriter(writer, dialect, descriptions);
        foreach (var (name, type) in new DefinitionSet(resources, catalog).All)
        {
            definitions.WriteDefinition(name, type, kinds.Of(name));
        }
    }
}
