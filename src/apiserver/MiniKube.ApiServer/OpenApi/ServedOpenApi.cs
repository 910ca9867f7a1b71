using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.OpenApi;

/// <summary>The descriptions of what is served now.</summary>
internal sealed class ServedOpenApi(ServedApi api)
{
    private OpenApiDocuments _documents = new(api.Catalog);

    public OpenApiDocuments Current()
    {
        var (documents, catalog) = (Volatile.Read(ref _documents), api.Catalog);
        if (documents.Catalog != catalog)
        {
            documents = documents.For(catalog);
            Volatile.Write(ref _documents, documents);
        }

        return documents;
    }
}
