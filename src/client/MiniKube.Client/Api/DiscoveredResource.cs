using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.Client.Api;

/// <summary>A collection that the server says it serves, in the preferred version of its group.</summary>
public sealed record DiscoveredResource(GroupVersionResource Resource, GroupVersionKind Kind, bool IsNamespaced, ImmutableArray<string> Verbs)
{
    public bool Supports(string verb) => Verbs.Contains(verb);
}
