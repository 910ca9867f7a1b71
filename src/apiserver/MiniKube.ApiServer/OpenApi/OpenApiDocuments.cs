using System.Buffers;
using System.Collections.Concurrent;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Discovery;
using MiniKube.Schema.OpenApi;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.OpenApi;

/// <summary>The descriptions of the API, each made when it is first asked for and kept compressed.</summary>
internal sealed class OpenApiDocuments(ApiCatalog catalog)
{
    private readonly ConcurrentDictionary<GroupVersion, Lazy<CachedDocument>> _byVersion = new();
    private readonly Lazy<CachedDocument> _v2 = new(() => CachedDocument.Make(to => WriteV2(catalog, to), null));
    private readonly Lazy<CachedDocument> _v2Protobuf = new(() => CachedDocument.Make(to => WriteV2Protobuf(catalog, to), null));
    private readonly Lazy<CachedDocument> _index = new(() => CachedDocument.Make(
        to => OpenApiV3.WriteIndex(catalog, version => OpenApiHash.Of(version, catalog), to), null));

    public CachedDocument V2 => _v2.Value;

    public CachedDocument V2Protobuf => _v2Protobuf.Value;

    public CachedDocument Index => _index.Value;

    /// <summary>The document of a group and version; null when nothing of it is served.</summary>
    public CachedDocument? Find(GroupVersion version) =>
        catalog.Groups.Any(group => group.Name == version.Group && group.Versions.Contains(version.Version))
            ? _byVersion.GetOrAdd(version, Prepare).Value
            : null;

    public ApiCatalog Catalog => catalog;

    /// <summary>Those of another catalog; what is the same in both is not made again.</summary>
    public OpenApiDocuments For(ApiCatalog other)
    {
        var made = new OpenApiDocuments(other);
        foreach (var (version, document) in _byVersion)
        {
            if (HashOf(version) == made.HashOf(version))
            {
                made._byVersion[version] = document;
            }
        }

        return made;
    }

    public string HashOf(GroupVersion version) => OpenApiHash.Of(version, catalog);

    private Lazy<CachedDocument> Prepare(GroupVersion version) => new(() => CachedDocument.Make(
        to => OpenApiV3.TryWriteGroupVersion(catalog, version, ServerVersion.GitVersion, EmbeddedDescriptions.Load(), to),
        $"\"{HashOf(version)}\""));

    private static void WriteV2(ApiCatalog catalog, IBufferWriter<byte> to) =>
        OpenApiV2.Write(catalog, ServerVersion.GitVersion, EmbeddedDescriptions.Load(), to);

    private static void WriteV2Protobuf(ApiCatalog catalog, IBufferWriter<byte> to)
    {
        var json = new ArrayBufferWriter<byte>(4 * 1024 * 1024);
        WriteV2(catalog, json);
        OpenApiV2Protobuf.Write(json.WrittenMemory, to);
    }
}
