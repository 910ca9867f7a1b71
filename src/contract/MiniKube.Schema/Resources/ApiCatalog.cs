using System.Collections.Frozen;
using System.Collections.Immutable;
using MiniKube.Api.Names;
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

    private ApiCatalog(TypeTable types)
    {
        _types = types;
        Resources = BuiltInResources.All(types);
        Groups = BuiltInResources.Groups;
        _byResource = Resources.ToFrozenDictionary(resource => resource.Resource);
        _byKind = Resources.ToFrozenDictionary(resource => resource.Kind);
    }

    /// <summary>The resources of the groups that Kubernetes 1.34 serves in a stable version.</summary>
    public static ApiCatalog BuiltIn => LazyBuiltIn.Value;

    /// <summary>By group in the order of <see cref="Groups"/>, then by version, then by name.</summary>
    public ImmutableArray<ResourceDefinition> Resources { get; }

    /// <summary>In the order in which <c>/apis</c> lists them, the core group first.</summary>
    public ImmutableArray<ApiGroup> Groups { get; }

    /// <summary>The full names of all types.</summary>
    public IEnumerable<string> TypeNames => _types.Names;

    public ResourceDefinition? Find(GroupVersionResource resource) => _byResource.GetValueOrDefault(resource);

    public ResourceDefinition? Find(GroupVersionKind kind) => _byKind.GetValueOrDefault(kind);

    public TypeSchema? FindType(string fullName) => _types.Find(fullName);

    /// <summary>The type with the full name, such as <c>io.k8s.api.core.v1.Pod</c>.</summary>
    /// <exception cref="ArgumentException">There is no such type.</exception>
    public TypeSchema Type(string fullName) =>
        _types.Find(fullName) ?? throw new ArgumentException($"there is no type {fullName}", nameof(fullName));

    /// <summary>The type of a kind, whether a resource has it or a subresource or a list; null when the kind is not known.</summary>
    public TypeSchema? FindType(GroupVersionKind kind) => BuiltInResources.PackageOf(kind.GroupVersion) is { } package
        ? _types.Find($"{package}.{kind.Kind}")
        : null;
}
