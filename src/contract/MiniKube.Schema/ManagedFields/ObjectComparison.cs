using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Where one object differs from another.</summary>
/// <param name="Added">Places that only the second has.</param>
/// <param name="Modified">Places where both have another value.</param>
/// <param name="Removed">Places that only the first has.</param>
public sealed record ObjectComparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    public bool IsSame => Added.IsEmpty && Modified.IsEmpty && Removed.IsEmpty;

    /// <summary>What the second object sets.</summary>
    public FieldSet Set => Added.Union(Modified);

    /// <param name="left">The object before.</param>
    /// <param name="right">The object after.</param>
    /// <param name="type">The type of both; null: their values decide.</param>
    /// <param name="ignored">Places that are not looked at, with all that is below them.</param>
    public static ObjectComparison Of(JsonObject left, JsonObject right, TypeSchema? type, FieldSet ignored) =>
        new ComparisonWalk().Run(left, right, type, ignored);
}
