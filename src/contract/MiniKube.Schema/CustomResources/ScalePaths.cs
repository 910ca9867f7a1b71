using System.Collections.Immutable;

namespace MiniKube.Schema.CustomResources;

/// <summary>Where the replicas of a custom resource are.</summary>
/// <param name="Spec">Those that are wanted.</param>
/// <param name="Status">Those that there are.</param>
/// <param name="Selector">Which pods they are, as text; empty when the definition does not say.</param>
public sealed record ScalePaths(ImmutableArray<string> Spec, ImmutableArray<string> Status, ImmutableArray<string> Selector);
