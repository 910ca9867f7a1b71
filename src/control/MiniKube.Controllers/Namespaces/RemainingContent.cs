using System.Collections.Immutable;

namespace MiniKube.Controllers.Namespaces;

/// <summary>What one attempt to empty a namespace has left.</summary>
/// <param name="Discovery">Why not everything that may be in it is known; null when it is.</param>
/// <param name="Failures">Collections that could not be deleted or listed, with the reason.</param>
/// <param name="Counts">Objects left, by resource.</param>
/// <param name="Finalizers">Objects left, by the finalizer that holds them.</param>
internal sealed record RemainingContent(
    string? Discovery,
    ImmutableArray<string> Failures,
    ImmutableSortedDictionary<string, int> Counts,
    ImmutableSortedDictionary<string, int> Finalizers)
{
    public bool IsEmpty => Discovery is null && Failures.IsEmpty && Counts.IsEmpty;
}
