using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Aggregation;
using MiniKube.ApiServer.Discovery;
using MiniKube.Schema.OpenApi;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.OpenApi;

/// <summary>The descriptions of the API, each made when it is first asked for and kept compressed.</summary>
internal sealed class OpenApiDocuments
{
    private readonly ConcurrentDictionary<GroupVersion, Lazy<CachedDocument>> _byVersion = new();
    private readonly ImmutableDictionary<GroupVersion, Lazy<CachedDocument>> _converted;
    private readonly Lazy<CachedDocument> _v2;
    private readonly Lazy<CachedDocument> _v2Protobuf;
    private readonly Lazy<CachedDocument> _index;

    /// <param name="catalog">What this server answers for.</param>
    /// <param name="others">What other servers say of theirs, in the order of discovery.</param>
    public OpenApiDocuments(ApiCatalog catalog, ImmutableArray<ExtensionDescription> others)
    {
        (Catalog, Others) = (catalog, others);
        _v2 = new(() => CachedDocument.Make(WriteV2, null));
        _v2Protobuf = new(() => CachedDocument.Make(WriteV2Protobuf, null));
        _index = new(() => CachedDocument.Make(WriteIndex, null));
        _converted = others
            .Where(other => other is { V3Hash: null, V2: not null } && !IsOwn(other.Version))
            .ToImmutableDictionary(other => other.Version, other => new Lazy<CachedDocument>(() => Convert(other.V2!)));
    }

    public CachedDocument V2 => _v2.Value;

    public CachedDocument V2Protobuf => _v2Protobuf.Value;

    public CachedDocument Index => _index.Value;

    public ApiCatalog Catalog { get; }

    public ImmutableArray<ExtensionDescription> Others { get; }

    /// <summary>The document of a group and version; null when nothing of it is served, or another server has it.</summary>
    public CachedDocument? Find(GroupVersion version) =>
        IsOwn(version) ? _byVersion.GetOrAdd(version, Prepare).Value : _converted.GetValueOrDefault(version)?.Value;

    /// <summary>The server to ask for the document of a group and version; null for none.</summary>
    public ExtensionServer? FindServer(GroupVersion version) =>
        IsOwn(version) ? null : Others.FirstOrDefault(other => other.Version == version && other.V3Hash is not null)?.Server;

    /// <summary>Those of another time; what is the same in both is not made again.</summary>
    public OpenApiDocuments For(ApiCatalog catalog, ImmutableArray<ExtensionDescription> others)
    {
        var made = new OpenApiDocuments(catalog, others);
        foreach (var (version, document) in _byVersion)
        {
            if (HashOf(version) == made.HashOf(version))
            {
                made._byVersion[version] = document;
            }
        }

        return made;
    }

    public string HashOf(GroupVersion version) => _converted.TryGetValue(version, out var converted)
        ? converted.Value.Tag.Trim('"')
        : Others.FirstOrDefault(other => other.Version == version && !IsOwn(version))?.V3Hash ?? OpenApiHash.Of(version, Catalog);

    private bool IsOwn(GroupVersion version) => Catalog.Groups.Any(group => group.Name == version.Group && group.Versions.Contains(version.Version));

    private Lazy<CachedDocument> Prepare(GroupVersion version) => new(() => CachedDocument.Make(
        to => OpenApiV3.TryWriteGroupVersion(Catalog, version, ServerVersion.GitVersion, EmbeddedDescriptions.Load(), to),
        $"\"{HashOf(version)}\""));

    private static CachedDocument Convert(OpenApiPart part) =>
        CachedDocument.Make(to => to.Write(Encoding.UTF8.GetBytes(OpenApiConversion.ToV3(part, ServerVersion.GitVersion).ToJsonString())), null);

    private void WriteIndex(IBufferWriter<byte> to) => OpenApiV3.WriteIndex(
        OpenApiV3.VersionsOf(Catalog).Union(Others.Where(other => other.V3Hash is not null || other.V2 is not null).Select(other => other.Version)), HashOf, to);

    private void WriteV2(IBufferWriter<byte> to)
    {
        var descriptions = EmbeddedDescriptions.Load();
        OpenApiPart? joined = null;
        if (!Others.IsEmpty)
        {
            var merge = new OpenApiMerge(Catalog, descriptions);
            foreach (var other in Others.Where(other => other.V2 is not null && !IsOwn(other.Version)))
            {
                merge.Add(other.V2!);
            }

            joined = merge.Joined;
        }

        OpenApiV2.Write(Catalog, ServerVersion.GitVersion, descriptions, to, joined);
    }

    private void WriteV2Protobuf(IBufferWriter<byte> to)
    {
        var json = new ArrayBufferWriter<byte>(4 * 1024 * 1024);
        WriteV2(json);
        OpenApiV2Protobuf.Write(json.WrittenMemory, to);
    }
}
