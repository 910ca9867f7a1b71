using System.Buffers;
using MiniKube.Schema.Discovery;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.OpenApi;

/// <summary>The Swagger 2.0 document of the whole API, <c>/openapi/v2</c>.</summary>
public static class OpenApiV2
{
    public static void Write(ApiCatalog catalog, string serverVersion, IDescriptionSource descriptions, IBufferWriter<byte> to)
    {
        using var writer = DocumentWriter.To(to);
        writer.WriteStartObject();
        writer.WriteString("swagger", "2.0");
        OpenApiDocument.WriteInfo(writer, serverVersion);
        OpenApiDocument.WritePaths(writer, OpenApiDialect.V2, catalog.Resources, catalog, descriptions);
        writer.WriteStartObject("definitions");
        OpenApiDocument.WriteDefinitions(writer, OpenApiDialect.V2, catalog.Resources, catalog, descriptions);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
