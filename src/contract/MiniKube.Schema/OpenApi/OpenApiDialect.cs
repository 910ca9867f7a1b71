namespace MiniKube.Schema.OpenApi;

/// <summary>The two forms in which the API is described.</summary>
internal enum OpenApiDialect
{
    /// <summary>Swagger 2.0, in one document.</summary>
    V2,

    /// <summary>OpenAPI 3.0, a document for each group and version.</summary>
    V3,
}
