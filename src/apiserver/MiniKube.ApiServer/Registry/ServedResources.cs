using System.Collections.Frozen;
using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Registry;

/// <summary>Every resource that is served, with its strategy: those built in, and those of CustomResourceDefinitions, which come and go.</summary>
internal sealed class ServedResources
{
    private readonly FrozenDictionary<GroupVersionResource, ServedResource> _builtIn;
    private readonly FrozenDictionary<GroupVersionKind, ImmutableArray<ServedResource>> _builtInVersions;
    private ImmutableDictionary<GroupVersionResource, ServedResource> _custom = ImmutableDictionary<GroupVersionResource, ServedResource>.Empty;
    private ImmutableDictionary<GroupVersionKind, ImmutableArray<ServedResource>> _customVersions =
        ImmutableDictionary<GroupVersionKind, ImmutableArray<ServedResource>>.Empty;

    public ServedResources(ApiCatalog catalog, Strategies strategies)
    {
        ImmutableArray<ServedResource> all =
        [
            .. catalog.Resources.Select(definition => new ServedResource(
                definition,
                strategies.For(definition.Resource.GroupResource),
                catalog.Find(definition.StorageKind)?.Schema ?? definition.Schema,
                Conversions.For(definition))),
        ];
        _builtIn = all.ToFrozenDictionary(resource => resource.Definition.Resource);
        _builtInVersions = all
            .Where(resource => !resource.Definition.IsVirtual)
            .GroupBy(resource => resource.Definition.StorageKind)
            .ToFrozenDictionary(versions => versions.Key, versions => versions.ToImmutableArray());
    }

    public ServedResource? Find(GroupVersionResource resource) =>
        _builtIn.GetValueOrDefault(resource) ?? Volatile.Read(ref _custom).GetValueOrDefault(resource);

    /// <summary>The resource whose objects are of a kind; null when none is served.</summary>
    public ServedResource? FindKind(GroupVersionKind kind) => _builtIn.Values.Concat(Volatile.Read(ref _custom).Values)
        .FirstOrDefault(resource => resource.Definition.Kind == kind && !resource.Definition.IsVirtual);

    /// <summary>The version of a resource that shares its objects; null when it is not served.</summary>
    public ServedResource? FindVersion(ServedResource resource, string apiVersion) => _builtIn.Values.Concat(Volatile.Read(ref _custom).Values).FirstOrDefault(
        other => other.Definition.Kind.GroupVersion.ToString() == apiVersion
            && other.Definition.StorageKind == resource.Definition.StorageKind
            && !other.Definition.IsVirtual);

    /// <summary>All versions that share the objects of a resource, itself too.</summary>
    public ImmutableArray<ServedResource> EquivalentsOf(ServedResource resource)
    {
        var kind = resource.Definition.StorageKind;
        return _builtInVersions.TryGetValue(kind, out var versions) || Volatile.Read(ref _customVersions).TryGetValue(kind, out versions) ? versions : [];
    }

    /// <summary>A resource that is known to be served.</summary>
    public ServedResource Get(GroupVersionResource resource) =>
        Find(resource) ?? throw new InvalidOperationException($"{resource} is not served.");

    /// <summary>Exchanges the versions of one custom resource for others, at once.</summary>
    public void Replace(IEnumerable<ServedResource> replaced, IEnumerable<ServedResource> after)
    {
        var before = replaced.ToList();
        var afterByName = after.ToDictionary(resource => resource.Definition.Resource);
        var kindsBefore = before.Select(resource => resource.Definition.StorageKind).ToList();
        var versions = afterByName.Values
            .GroupBy(resource => resource.Definition.StorageKind)
            .Select(each => KeyValuePair.Create(each.Key, each.ToImmutableArray()));
        var gone = before.Select(resource => resource.Definition.Resource).Where(name => !afterByName.ContainsKey(name)).ToList();
        ImmutableInterlocked.Update(ref _custom, custom => custom.SetItems(afterByName).RemoveRange(gone));
        ImmutableInterlocked.Update(ref _customVersions, custom => custom.RemoveRange(kindsBefore).SetItems(versions));
    }
}
