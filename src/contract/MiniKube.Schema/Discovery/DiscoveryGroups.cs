using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Discovery;

/// <summary>Sorts resources by group and version. The order of the resources is the order of the groups and of their versions, the preferred one first.</summary>
internal static class DiscoveryGroups
{
    public static IEnumerable<ApiGroup> Of(IEnumerable<ResourceDefinition> resources) =>
        resources.GroupBy(resource => resource.Resource.Group).Select(group =>
            new ApiGroup(group.Key, [.. group.Select(resource => resource.Resource.Version).Distinct()]));

    public static ImmutableArray<ResourceDefinition> In(IEnumerable<ResourceDefinition> resources, GroupVersion version) =>
        [.. resources.Where(resource => resource.Resource.GroupVersion == version).OrderBy(resource => resource.Resource.Resource, StringComparer.Ordinal)];
}
