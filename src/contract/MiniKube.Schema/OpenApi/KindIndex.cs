using MiniKube.Api.Names;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.OpenApi;

/// <summary>Tells for each definition of which kinds it is.</summary>
internal sealed class KindIndex
{
    private readonly Dictionary<string, SortedSet<(string Group, string Version, string Kind)>> _kinds = new(StringComparer.Ordinal);

    public KindIndex(IEnumerable<ResourceDefinition> resources, ApiCatalog catalog)
    {
        Add(WellKnownTypes.Status, new GroupVersionKind("", "v1", "Status"));
        var all = resources.ToList();
        foreach (var kind in KindsOf(all))
        {
            if (catalog.FindType(kind) is { } type)
            {
                Add(type.Name, kind);
            }
        }

        foreach (var version in all.Select(resource => resource.Resource.GroupVersion).Distinct())
        {
            // The options are accepted in every version.
            Add(WellKnownTypes.DeleteOptions, version.WithKind("DeleteOptions"));
        }
    }

    public IEnumerable<GroupVersionKind> Of(string definition) =>
        _kinds.TryGetValue(definition, out var kinds) ? kinds.Select(kind => new GroupVersionKind(kind.Group, kind.Version, kind.Kind)) : [];

    /// <summary>The kinds of resources, of their lists and of their subresources.</summary>
    public static IEnumerable<GroupVersionKind> KindsOf(IEnumerable<ResourceDefinition> resources)
    {
        foreach (var resource in resources)
        {
            yield return resource.Kind;
            if (resource.Verbs.Contains("list"))
            {
                yield return resource.Kind.GroupVersion.WithKind(resource.ListKind);
            }

            foreach (var subresource in resource.Subresources)
            {
                yield return subresource.Kind;
            }
        }
    }

    private void Add(string definition, GroupVersionKind kind)
    {
        if (!_kinds.TryGetValue(definition, out var kinds))
        {
            _kinds[definition] = kinds = [];
        }

        kinds.Add((kind.Group, kind.Version, kind.Kind));
    }
}
