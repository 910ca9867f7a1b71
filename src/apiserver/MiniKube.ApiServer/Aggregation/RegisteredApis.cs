using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.Discovery;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>What the APIServices say at one time. Immutable.</summary>
/// <param name="Remote">What other servers answer for.</param>
/// <param name="Priorities">Where the versions stand that have an APIService.</param>
internal sealed record RegisteredApis(
    ImmutableDictionary<GroupVersion, AggregatedVersion> Remote, ImmutableDictionary<GroupVersion, VersionPriority> Priorities)
{
    public static RegisteredApis None { get; } =
        new(ImmutableDictionary<GroupVersion, AggregatedVersion>.Empty, ImmutableDictionary<GroupVersion, VersionPriority>.Empty);

    /// <summary>All that is served, by this server and by others, in the order in which discovery lists it.</summary>
    public ImmutableArray<DiscoveredVersion> VersionsWith(ApiCatalog catalog) => DiscoveryOrder.Sort(
        catalog.Groups
            .SelectMany(group => group.Versions.Select(version => new GroupVersion(group.Name, version)))
            .Union(Remote.Keys)
            .Select(version => new DiscoveredVersion(version, PriorityOf(version), Remote.GetValueOrDefault(version)?.IsStale == true)));

    /// <summary>What lists of all groups name: as upstream, a version whose APIService somebody has deleted is served, but not found there.</summary>
    public ImmutableArray<DiscoveredVersion> ListedWith(ApiCatalog catalog) =>
        [.. VersionsWith(catalog).Where(discovered => Priorities.IsEmpty || Priorities.ContainsKey(discovered.Version) || !LocalPriorities.HasService(discovered.Version))];

    /// <summary>The resources of this server but where another answers, then those of the others.</summary>
    public ImmutableArray<ResourceDefinition> ResourcesWith(ApiCatalog catalog) => Remote.IsEmpty
        ? catalog.Resources
        : [.. catalog.Resources.Where(resource => !Remote.ContainsKey(resource.Resource.GroupVersion)), .. Remote.Values.SelectMany(version => version.Resources)];

    private VersionPriority PriorityOf(GroupVersion version) =>
        Priorities.TryGetValue(version, out var priority) ? priority : LocalPriorities.Of(version);
}
