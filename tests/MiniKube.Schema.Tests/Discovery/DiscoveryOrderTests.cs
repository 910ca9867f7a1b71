using MiniKube.Api.Names;
using MiniKube.Schema.Discovery;

namespace MiniKube.Schema.Tests.Discovery;

public sealed class DiscoveryOrderTests
{
    [Fact]
    public void Groups_stand_by_the_highest_priority_of_their_versions()
    {
        var sorted = Sort(("low", "v1", 100, 1), ("mixed", "v1", 50, 1), ("mixed", "v2", 200, 1), ("middle", "v1", 150, 1));

        sorted.Should().Equal("mixed/v2", "mixed/v1", "middle/v1", "low/v1");
    }

    [Fact]
    public void Versions_stand_by_their_priority_before_their_name()
    {
        Sort(("g", "v1beta1", 1, 20), ("g", "v2", 1, 10), ("g", "v1", 1, 15)).Should().Equal("g/v1beta1", "g/v1", "g/v2");
    }

    [Fact]
    public void Versions_of_one_priority_stand_as_clients_prefer_them()
    {
        Sort(("g", "v1alpha1", 1, 100), ("g", "v1", 1, 100), ("g", "foo", 1, 100), ("g", "v10", 1, 100), ("g", "v2beta1", 1, 100), ("g", "v2", 1, 100))
            .Should().Equal("g/v10", "g/v2", "g/v1", "g/v2beta1", "g/v1alpha1", "g/foo");
    }

    [Fact]
    public void Groups_of_one_priority_stand_by_the_names_of_their_APIServices()
    {
        Sort(("a", "v2", 1, 1), ("b", "v1", 1, 1), ("c", "v1", 1, 1)).Should().Equal("b/v1", "c/v1", "a/v2");
    }

    private static IEnumerable<string> Sort(params (string Group, string Version, long GroupPriority, long VersionPriority)[] versions) =>
        DiscoveryOrder.Sort(versions.Select(each => new DiscoveredVersion(
            new GroupVersion(each.Group, each.Version), new VersionPriority(each.GroupPriority, each.VersionPriority)))).Select(each => each.Version.ToString());
}
