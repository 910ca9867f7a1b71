using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.Client.Api;

/// <summary>What is served. Where <see cref="Failed"/> is not empty, more may be served than is known.</summary>
public sealed record DiscoveryResult(ImmutableArray<DiscoveredResource> Resources, ImmutableArray<GroupVersion> Failed)
{
    public bool IsComplete => Failed.IsEmpty;
}
