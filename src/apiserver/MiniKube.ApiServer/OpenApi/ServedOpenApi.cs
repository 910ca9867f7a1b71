using MiniKube.ApiServer.Aggregation;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.OpenApi;

/// <summary>The descriptions of what is served now.</summary>
internal sealed class ServedOpenApi(ServedApi api, ExtensionDescriptions others)
{
    private OpenApiDocuments _documents = new(api.Catalog, []);

    public async ValueTask<OpenApiDocuments> CurrentAsync(CancellationToken cancellationToken)
    {
        var told = await others.CurrentAsync(cancellationToken);
        var (documents, catalog) = (Volatile.Read(ref _documents), api.Catalog);
        if (documents.Catalog != catalog || !documents.Others.SequenceEqual(told))
        {
            documents = documents.For(catalog, told);
            Volatile.Write(ref _documents, documents);
        }

        return documents;
    }
}
