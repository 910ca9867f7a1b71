using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.CustomResources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Resources;

/// <summary>A resource in one version: what discovery says of it and what the generic path serves it by. Built-in or from a CustomResourceDefinition.</summary>
public sealed record ResourceDefinition
{
    public required GroupVersionResource Resource { get; init; }

    public required GroupVersionKind Kind { get; init; }

    /// <summary>The kind of its lists: <c>PodList</c>.</summary>
    public required string ListKind { get; init; }

    public required string Singular { get; init; }

    public ImmutableArray<string> ShortNames { get; init; } = [];

    public ImmutableArray<string> Categories { get; init; } = [];

    public required bool IsNamespaced { get; init; }

    /// <summary>In alphabetical order, as discovery lists them.</summary>
    public required ImmutableArray<string> Verbs { get; init; }

    /// <summary>In alphabetical order of the names.</summary>
    public ImmutableArray<SubresourceDefinition> Subresources { get; init; } = [];

    /// <summary>The kind in whose form objects are stored; another than <see cref="Kind"/> where two versions or groups share their objects.</summary>
    public required GroupVersionKind StorageKind { get; init; }

    public required TypeSchema Schema { get; init; }

    /// <summary>Create-only: a question that is answered, such as an access review; nothing is stored.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>What its CustomResourceDefinition says; null for a built-in resource.</summary>
    public CustomTraits? Custom { get; init; }

    public bool IsCustom => Custom is not null;

    public bool HasStatus => FindSubresource("status") is not null;

    public bool IsStoredAsItself => StorageKind == Kind;

    public SubresourceDefinition? FindSubresource(string name)
    {
        foreach (var subresource in Subresources)
        {
            if (subresource.Name == name)
            {
                return subresource;
            }
        }

        return null;
    }

    public override string ToString() => Resource.ToString();
}
