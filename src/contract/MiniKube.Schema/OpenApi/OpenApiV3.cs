using System.Buffers;
using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.Discovery;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.OpenApi;

/// <summary>The OpenAPI 3.0 documents: an index, and a document for each group and version.</summary>
public static class OpenApiV3
{
    /// <summary>Writes <c>/openapi/v3</c>: where the documents are, with the hash of each, so that clients keep what has not changed.</summary>
    /// <param name="versions">Those that have a document.</param>
    /// <param name="hashOf">The hash of a document (see <see cref="DiscoveryETag.Hash"/>); the caller keeps them. Empty where none is known.</param>
    /// <param name="to">Where the JSON goes.</param>
    public static void WriteIndex(IEnumerable<GroupVersion> versions, Func<GroupVersion, string> hashOf, IBufferWriter<byte> to)
    {
        using var writer = DocumentWriter.To(to);
        writer.WriteStartObject();
        writer.WriteStartObject("paths");
        foreach (var version in versions.OrderBy(PathPlanner.RootOf, StringComparer.Ordinal))
        {
            var path = PathPlanner.RootOf(version)[1..];
            writer.WriteStartObject(path);
            var hash = hashOf(version);
            writer.WriteString("serverRelativeURL", $"/openapi/v3/{path}{(hash.Length > 0 ? "?hash=" : "")}{Uri.EscapeDataString(hash)}");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the document of one group and version; false when nothing of it is served.</summary>
    public static bool TryWriteGroupVersion(
        ApiCatalog catalog, GroupVersion version, string serverVersion, IDescriptionSource descriptions, IBufferWriter<byte> to)
    {
        ImmutableArray<ResourceDefinition> resources = [.. catalog.Resources.Where(resource => resource.Resource.GroupVersion == version)];
        if (resources.IsEmpty)
        {
            return false;
        }

        using var writer = DocumentWriter.To(to);
        writer.WriteStartObject();
        writer.WriteString("openapi", "3.0.0");
        OpenApiDocument.WriteInfo(writer, serverVersion);
        writer.WriteStartObject("paths");
        OpenApiDocument.WritePaths(writer, OpenApiDialect.V3, resources, catalog, descriptions);
        writer.WriteEndObject();
        writer.WriteStartObject("components");
        writer.WriteStartObject("schemas");
        OpenApiDocument.WriteDefinitions(writer, OpenApiDialect.V3, resources, catalog, descriptions);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        return true;
    }

    /// <summary>The groups and versions that have a document.</summary>
    public static IEnumerable<GroupVersion> VersionsOf(ApiCatalog catalog) =>
        catalog.Resources.Select(resource => resource.Resource.GroupVersion).Distinct();
}
