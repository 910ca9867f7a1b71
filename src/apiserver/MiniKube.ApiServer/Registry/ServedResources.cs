using System.Collections.Frozen;
using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Registry;

/// <summary>Every resource that is served, with its strategy: those built in, and those of CustomResourceDefinitions, which come and go.</summary>
internal sealed class ServedResources
{
    private readonly FrozenDictionary<GroupVersionResource, ServedResource> _builtIn;
    private ImmutableDictionary<GroupVersionResource, ServedResource> _custom = ImmutableDictionary<GroupVersionResource, ServedResource>.Empty;

    public ServedResources(ApiCatalog catalog, Strategies strategies) => _builtIn = catalog.Resources
        .Select(definition => new ServedResource(
            definition,
            strategies.For(definition.Resource.GroupResource),
            catalog.Find(definition.StorageKind)?.Schema ?? definition.Schema,
            Conversions.For(definition)))
        .ToFrozenDictionary(resource => resource.Definition.Resource);

    public ServedResource? Find(GroupVersionResource resource) =>
        _builtIn.GetValueOrDefault(resource) ?? Volatile.Read(ref _custom).GetValueOrDefault(resource);

    /// <summary>The version of a resource that shares its objects; null when it is not served.</summary>
    public ServedResource? FindVersion(ServedResource resource, string apiVersion) => _builtIn.Values.Concat(Volatile.Read(ref _custom).Values).FirstOrDefault(
        other => other.Definition.Kind.GroupVersion.ToString() == apiVersion
            && other.Definition.StorageKind == resource.Definition.StorageKind
            && !other.Definition.IsVirtual);

    /// <summary>A resource that is known to be served.</summary>
    public ServedResource Get(GroupVersionResource resource) =>
        Find(resource) ?? throw new InvalidOperationException($"{resource} is not served.");

    /// <summary>Exchanges the versions of one custom resource for others, at once.</summary>
    public void Replace(IEnumerable<ServedResource> before, IEnumerable<ServedResource> after)
    {
        var afterByName = after.ToDictionary(resource => resource.Definition.Resource);
        var gone = before.Select(resource => resource.Definition.Resource).Where(name => !afterByName.ContainsKey(name)).ToList();
        ImmutableInterlocked.Update(ref _custom, custom => custom.SetItems(afterByName).RemoveRange(gone));
    }
}
