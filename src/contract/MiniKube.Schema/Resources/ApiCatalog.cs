using System.Collections.Frozen;
using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.CustomResources;
using MiniKube.Schema.Resources.BuiltIn;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Resources;

/// <summary>Every resource that is served from the start, and every type. Immutable; one instance serves all clusters of a process.</summary>
public sealed class ApiCatalog
{
    private static readonly Lazy<ApiCatalog> LazyBuiltIn = new(() => new ApiCatalog(TypeTable.Load()));

    private readonly TypeTable _types;
    private readonly FrozenDictionary<GroupVersionResource, ResourceDefinition> _byResource;
    private readonly FrozenDictionary<GroupVersionKind, ResourceDefinition> _byKind;
    private readonly HashSet<string> _groupNames;
    private readonly ImmutableDictionary<GroupVersionResource, ResourceDefinition> _custom = ImmutableDictionary<GroupVersionResource, ResourceDefinition>.Empty;
    private readonly ImmutableDictionary<GroupVersionKind, TypeSchema> _customTypes = ImmutableDictionary<GroupVersionKind, TypeSchema>.Empty;

    private ApiCatalog(TypeTable types)
    {
        _types = types;
        Resources = BuiltInResources.All(types);
        Groups = BuiltInResources.Groups;
        _groupNames = [.. Groups.Select(group => group.Name)];
        _byResource = Resources.ToFrozenDictionary(resource => resource.Resource);
        _byKind = Resources.ToFrozenDictionary(resource => resource.Kind);
    }

    private ApiCatalog(ApiCatalog builtIn, ImmutableArray<ResourceDefinition> custom)
    {
        _types = builtIn._types;
        _byResource = builtIn._byResource;
        _byKind = builtIn._byKind;
        Resources = builtIn.Resources.AddRange(custom);
        Groups = [.. builtIn.Groups.Concat(CustomGroups(custom)).GroupBy(group => group.Name).Select(Together)];
        _groupNames = [.. Groups.Select(group => group.Name)];
        _custom = custom.ToImmutableDictionary(resource => resource.Resource);
        _customTypes = custom.SelectMany(TypesOf).DistinctBy(type => type.Key).ToImmutableDictionary();
    }

    /// <summary>The resources of the groups that Kubernetes 1.34 serves in a stable version.</summary>
    public static ApiCatalog BuiltIn => LazyBuiltIn.Value;

    /// <summary>By group in the order of <see cref="Groups"/>, then by version, then by name.</summary>
    public ImmutableArray<ResourceDefinition> Resources { get; }

    /// <summary>In the order in which <c>/apis</c> lists them, the core group first.</summary>
    public ImmutableArray<ApiGroup> Groups { get; }

    /// <summary>The full names of all types.</summary>
    public IEnumerable<string> TypeNames => _types.Names;

    /// <summary>Some version of the group is served.</summary>
    public bool HasGroup(string name) => _groupNames.Contains(name);

    public ResourceDefinition? Find(GroupVersionResource resource) => _byResource.GetValueOrDefault(resource) ?? _custom.GetValueOrDefault(resource);

    public ResourceDefinition? Find(GroupVersionKind kind) => _byKind.GetValueOrDefault(kind);

    /// <summary>The same with custom resources, whose versions stand in the order of preference.</summary>
    public ApiCatalog With(IEnumerable<ResourceDefinition> custom) => new(
        BuiltIn,
        [.. custom.OrderBy(resource => resource.Resource.Group, StringComparer.Ordinal).ThenBy(resource => resource.Resource.Version, ApiVersionOrder.Instance)]);

    public TypeSchema? FindType(string fullName) => _types.Find(fullName);

    /// <summary>The type with the full name, such as <c>io.k8s.api.core.v1.Pod</c>.</summary>
    /// <exception cref="ArgumentException">There is no such type.</exception>
    public TypeSchema Type(string fullName) =>
        _types.Find(fullName) ?? throw new ArgumentException($"there is no type {fullName}", nameof(fullName));

    /// <summary>The type of a kind, whether a resource has it or a subresource or a list; null when the kind is not known.</summary>
    public TypeSchema? FindType(GroupVersionKind kind) => BuiltInResources.PackageOf(kind.GroupVersion) is { } package
        ? _types.Find($"{package}.{kind.Kind}")
        : _customTypes.GetValueOrDefault(kind);

    private static IEnumerable<ApiGroup> CustomGroups(ImmutableArray<ResourceDefinition> custom) => custom
        .GroupBy(resource => resource.Resource.Group)
        .Select(group => new ApiGroup(group.Key, [.. group.Select(resource => resource.Resource.Version).Distinct()]));

    private static ApiGroup Together(IGrouping<string, ApiGroup> sameName) =>
        new(sameName.Key, [.. sameName.SelectMany(group => group.Versions).Distinct()]);

    private IEnumerable<KeyValuePair<GroupVersionKind, TypeSchema>> TypesOf(ResourceDefinition resource)
    {
        var list = resource.Kind with { Kind = resource.ListKind };
        yield return KeyValuePair.Create(resource.Kind, resource.Schema);
        yield return KeyValuePair.Create(
            list, CustomTypes.List(CustomResourceDefinitions.TypeName(list.GroupVersion, list.Kind), resource.Schema, Type));
    }
}
