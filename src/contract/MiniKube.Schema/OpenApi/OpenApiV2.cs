using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Discovery;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.OpenApi;

/// <summary>The Swagger 2.0 document of the whole API, <c>/openapi/v2</c>.</summary>
public static class OpenApiV2
{
    /// <param name="catalog">What is served here.</param>
    /// <param name="serverVersion">Of the document.</param>
    /// <param name="descriptions">Of types and fields.</param>
    /// <param name="to">Where the JSON goes.</param>
    /// <param name="others">What other servers serve, joined by <see cref="OpenApiMerge"/>; null for nothing.</param>
    public static void Write(
        ApiCatalog catalog, string serverVersion, IDescriptionSource descriptions, IBufferWriter<byte> to, OpenApiPart? others = null)
    {
        using var writer = DocumentWriter.To(to);
        writer.WriteStartObject();
        writer.WriteString("swagger", "2.0");
        OpenApiDocument.WriteInfo(writer, serverVersion);
        writer.WriteStartObject("paths");
        OpenApiDocument.WritePaths(writer, OpenApiDialect.V2, catalog.Resources, catalog, descriptions);
        WriteEach(writer, others?.Paths);
        writer.WriteEndObject();
        writer.WriteStartObject("definitions");
        OpenApiDocument.WriteDefinitions(writer, OpenApiDialect.V2, catalog.Resources, catalog, descriptions);
        WriteEach(writer, others?.Definitions);
        writer.WriteEndObject();
        if (others?.Parameters.Count > 0)
        {
            writer.WriteStartObject("parameters");
            WriteEach(writer, others.Parameters);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteEach(Utf8JsonWriter writer, JsonObject? properties)
    {
        foreach (var (name, value) in properties ?? [])
        {
            writer.WritePropertyName(name);
            value!.WriteTo(writer);
        }
    }
}
