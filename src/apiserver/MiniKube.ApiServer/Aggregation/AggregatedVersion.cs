using System.Collections.Immutable;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>A group and version that another server answers for. Immutable but for the server's own state.</summary>
/// <param name="Server">Who answers.</param>
/// <param name="Resources">What it said last that it serves; empty when it was never reached.</param>
/// <param name="IsStale">It cannot be reached now.</param>
internal sealed record AggregatedVersion(ExtensionServer Server, ImmutableArray<ResourceDefinition> Resources, bool IsStale)
{
    public bool TellsTheSameAs(AggregatedVersion other) =>
        IsStale == other.IsStale && Resources.Length == other.Resources.Length && Resources.Zip(other.Resources).All(pair => IsSame(pair.First, pair.Second));

    private static bool IsSame(ResourceDefinition one, ResourceDefinition other) =>
        one.Resource == other.Resource && one.Kind == other.Kind && one.IsNamespaced == other.IsNamespaced && one.Singular == other.Singular
        && one.Verbs.SequenceEqual(other.Verbs) && one.ShortNames.SequenceEqual(other.ShortNames) && one.Categories.SequenceEqual(other.Categories)
        && one.Subresources.Length == other.Subresources.Length
        && one.Subresources.Zip(other.Subresources).All(pair => pair.First.Name == pair.Second.Name && pair.First.Kind == pair.Second.Kind && pair.First.Verbs.SequenceEqual(pair.Second.Verbs));
}
