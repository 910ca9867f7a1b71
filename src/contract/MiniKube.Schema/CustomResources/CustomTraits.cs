using System.Collections.Immutable;
using MiniKube.Schema.Tables;

namespace MiniKube.Schema.CustomResources;

/// <summary>What a CustomResourceDefinition says of one of its versions beside names and schema.</summary>
public sealed record CustomTraits
{
    /// <summary>The name of the definition: <c>crontabs.stable.example.com</c>.</summary>
    public required string Definition { get; init; }

    /// <summary>Changes with the definition.</summary>
    public required string Tag { get; init; }

    public required TableDefinition Table { get; init; }

    /// <summary>The fields that selectors may name, as paths of names.</summary>
    public ImmutableArray<ImmutableArray<string>> SelectableFields { get; init; } = [];

    /// <summary>Null when there is no scale subresource.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>What users of a deprecated version are told; null for others.</summary>
    public string? Deprecation { get; init; }
}
