using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Discovery;

/// <summary>Sorts resources by group and version.</summary>
internal static class DiscoveryGroups
{
    /// <summary>The order of the versions is that of the groups, and within a group the preferred one comes first.</summary>
    public static IEnumerable<ApiGroup> Of(IEnumerable<DiscoveredVersion> versions) => versions
        .GroupBy(version => version.Version.Group)
        .Select(group => new ApiGroup(group.Key, [.. group.Select(version => version.Version.Version)]));

    public static ImmutableArray<ResourceDefinition> In(IEnumerable<ResourceDefinition> resources, GroupVersion version) =>
        [.. resources.Where(resource => resource.Resource.GroupVersion == version).OrderBy(resource => resource.Resource.Resource, StringComparer.Ordinal)];
}
