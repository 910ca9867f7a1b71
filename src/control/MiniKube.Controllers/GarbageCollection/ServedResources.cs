using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Client.Api;

namespace MiniKube.Controllers.GarbageCollection;

/// <summary>The last answer of discovery. Safe for use by several threads.</summary>
internal sealed class ServedResources
{
    private ImmutableDictionary<(string Group, string Kind), DiscoveredResource> _byKind =
        ImmutableDictionary<(string Group, string Kind), DiscoveredResource>.Empty;

    /// <summary>The collection of a kind; any served version of it will do.</summary>
    public DiscoveredResource? Find(GroupVersionKind kind) => Volatile.Read(ref _byKind).GetValueOrDefault((kind.Group, kind.Kind));

    public void Set(IEnumerable<DiscoveredResource> resources) => Volatile.Write(
        ref _byKind,
        resources.Where(resource => resource.Supports("get"))
            .GroupBy(resource => (resource.Kind.Group, resource.Kind.Kind))
            .ToImmutableDictionary(group => group.Key, group => group.First()));
}
