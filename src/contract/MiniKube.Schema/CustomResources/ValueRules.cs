using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.CustomResources;

/// <summary>What the schema of a custom resource demands of one value. Immutable; values without demands share one instance for each type.</summary>
public sealed class ValueRules
{
    /// <summary>The schema's word for the type; null when the value may be of any.</summary>
    internal string? Type { get; init; }

    /// <summary>An explicit null is kept; elsewhere it means that the field is not given.</summary>
    internal bool IsNullable { get; init; }

    /// <summary>A number or a text.</summary>
    internal bool IsIntOrString { get; init; }

    internal bool IsEmbeddedResource { get; init; }

    /// <summary>Of a text, as <c>date-time</c>; null when none is said.</summary>
    public string? Format { get; init; }

    internal ValuePattern? Pattern { get; init; }

    internal NumberBounds? Numbers { get; init; }

    internal SizeBounds? Sizes { get; init; }

    internal ImmutableArray<JsonNode?> Enum { get; init; } = [];

    internal ImmutableArray<string> Required { get; init; } = [];

    internal ListType? ListType { get; init; }

    internal ImmutableArray<string> ListMapKeys { get; init; } = [];

    internal LogicRules? Logic { get; init; }

    /// <summary>What is demanded of the parts of the value, where no structure says it: within <c>allOf</c> and its like, and of the metadata.</summary>
    internal PartRules? Parts { get; init; }
}
