using System.Collections.Immutable;
using MiniKube.Schema.CustomResources;

namespace MiniKube.Schema.Discovery;

/// <summary>The order in which discovery lists groups and their versions. The first version of a group is the preferred one.</summary>
public static class DiscoveryOrder
{
    /// <summary>By priority; groups of the same priority by the name of their first APIService, versions as clients prefer them (<c>v2</c>, <c>v1</c>, <c>v1beta1</c>).</summary>
    public static ImmutableArray<DiscoveredVersion> Sort(IEnumerable<DiscoveredVersion> versions) =>
    [
        .. versions
            .GroupBy(version => version.Version.Group)
            .Select(group => (Highest: group.Max(version => version.Priority.Group), Versions: group.ToList()))
            .OrderByDescending(group => group.Highest)
            .ThenBy(group => FirstName(group.Highest, group.Versions), StringComparer.Ordinal)
            .SelectMany(group => group.Versions
                .OrderByDescending(version => version.Priority.Version)
                .ThenBy(version => version.Version.Version, ApiVersionOrder.Instance)),
    ];

    private static string FirstName(long highest, List<DiscoveredVersion> versions) =>
        versions.Where(version => version.Priority.Group == highest).Select(version => $"{version.Version.Version}.{version.Version.Group}").Min(StringComparer.Ordinal)!;
}
