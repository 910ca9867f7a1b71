using MiniKube.Api.Names;
using MiniKube.Schema.OpenApi;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>How an aggregated server describes its group and version. Immutable.</summary>
/// <param name="Server">Who was asked.</param>
/// <param name="V2">What its Swagger 2.0 document says; null when it has none.</param>
/// <param name="V2Tag">The document's ETag, to ask for it again only when it is another one; empty when it has none.</param>
/// <param name="V3Hash">Of its OpenAPI 3.0 document, which is asked of it by whoever wants it; null when it has none.</param>
internal sealed record ExtensionDescription(ExtensionServer Server, OpenApiPart? V2, string V2Tag, string? V3Hash)
{
    public GroupVersion Version => Server.Version;
}
