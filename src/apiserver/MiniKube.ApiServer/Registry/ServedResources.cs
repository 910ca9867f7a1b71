using System.Collections.Frozen;
using MiniKube.Api.Names;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Registry;

/// <summary>Every resource that is served, with its strategy.</summary>
internal sealed class ServedResources
{
    private readonly FrozenDictionary<GroupVersionResource, ServedResource> _byResource;

    public ServedResources(ApiCatalog catalog, Strategies strategies) => _byResource = catalog.Resources
        .Select(definition => new ServedResource(
            definition,
            strategies.For(definition.Resource.GroupResource),
            catalog.Find(definition.StorageKind)?.Schema ?? definition.Schema,
            Conversions.For(definition)))
        .ToFrozenDictionary(resource => resource.Definition.Resource);

    public ServedResource? Find(GroupVersionResource resource) => _byResource.GetValueOrDefault(resource);

    /// <summary>A resource that is known to be served.</summary>
    public ServedResource Get(GroupVersionResource resource) =>
        Find(resource) ?? throw new InvalidOperationException($"{resource} is not served.");
}
