using System.Buffers;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Schema.Discovery;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Tests.Discovery;

public sealed class DiscoveryTests
{
    private static readonly ApiCatalog Catalog = ApiCatalog.BuiltIn;

    private static readonly DiscoveredVersion[] Versions =
        [.. Catalog.Resources.Select(resource => resource.Resource.GroupVersion).Distinct().Select(version => new DiscoveredVersion(version, new VersionPriority(1, 1)))];

    [Fact]
    public void The_core_group_names_its_version_and_the_server()
    {
        var document = Written(to => LegacyDiscovery.WriteCoreVersions("10.0.0.1:6443", to));

        document["kind"]!.GetValue<string>().Should().Be("APIVersions");
        document["versions"]!.ToJsonString().Should().Be("""["v1"]""");
        document["serverAddressByClientCIDRs"]!.ToJsonString().Should().Be("""[{"clientCIDR":"0.0.0.0/0","serverAddress":"10.0.0.1:6443"}]""");
    }

    [Fact]
    public void Every_group_prefers_one_of_its_versions()
    {
        var groups = Written(to => LegacyDiscovery.WriteGroups(Versions, to))["groups"]!.AsArray();

        groups.Select(group => group!["name"]!.GetValue<string>()).Should().Contain(["apps", "batch", "rbac.authorization.k8s.io"]).And.NotContain("");
        groups.Should().AllSatisfy(group => group!["versions"]!.AsArray()
            .Should().ContainSingle(version => JsonNode.DeepEquals(version, group["preferredVersion"])));
        groups.Single(group => group!["name"]!.GetValue<string>() == "autoscaling")!["preferredVersion"]!["version"]!.GetValue<string>().Should().Be("v2");
    }

    [Fact]
    public void A_group_that_is_not_served_has_no_document()
    {
        LegacyDiscovery.TryWriteGroup(Versions, "nothing.example.com", new ArrayBufferWriter<byte>()).Should().BeFalse();
        LegacyDiscovery.TryWriteResources(Catalog.Resources, new GroupVersion("apps", "v9"), new ArrayBufferWriter<byte>()).Should().BeFalse();
    }

    [Fact]
    public void A_group_lists_its_resources_as_clients_know_them()
    {
        var resources = Resources(new GroupVersion("apps", "v1"));

        resources["deployments"].ToJsonString().Should().Be(
            """{"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment","verbs":["create","delete","deletecollection","get","list","patch","update","watch"],"shortNames":["deploy"],"categories":["all"],"storageVersionHash":"8aSe\u002BNMegvE="}""");
        resources["deployments/scale"].ToJsonString().Should().Be(
            """{"name":"deployments/scale","singularName":"","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale","verbs":["get","patch","update"]}""");
    }

    [Fact]
    public void Pods_are_what_they_are_everywhere()
    {
        var resources = Resources(new GroupVersion("", "v1"));

        resources["pods"]["storageVersionHash"]!.GetValue<string>().Should().Be("xPOwRZ+Yhw8=");
        resources["pods"]["shortNames"]!.ToJsonString().Should().Be("""["po"]""");
        resources["pods/log"]["verbs"]!.ToJsonString().Should().Be("""["get"]""");
        resources["pods/eviction"]["group"]!.GetValue<string>().Should().Be("policy");
        resources["bindings"].AsObject().Should().NotContainKey("storageVersionHash");
        resources["nodes"]["namespaced"]!.GetValue<bool>().Should().BeFalse();
    }

    [Fact]
    public void The_aggregated_form_says_the_same()
    {
        var core = Written(to => AggregatedDiscovery.WriteCore(Versions, Catalog.Resources, "v2", to));
        var groups = Written(to => AggregatedDiscovery.WriteGroups(Versions, Catalog.Resources, "v2", to));

        core["apiVersion"]!.GetValue<string>().Should().Be("apidiscovery.k8s.io/v2");
        core["items"]!.AsArray().Should().ContainSingle();
        var all = core["items"]!.AsArray().Concat(groups["items"]!.AsArray())
            .SelectMany(group => group!["versions"]!.AsArray()
                .SelectMany(version => version!["resources"]!.AsArray()
                    .Select(resource => (Group: (string?)group["metadata"]!["name"] ?? "", Version: (string?)version["version"] ?? "", Resource: resource!))))
            .ToList();
        all.Select(each => new GroupVersionResource(each.Group, each.Version, (string)each.Resource["resource"]!))
            .Should().BeEquivalentTo(Catalog.Resources.Select(resource => resource.Resource));
        var pods = all.Single(each => each is { Group: "", Version: "v1" } && (string)each.Resource["resource"]! == "pods").Resource;
        pods["scope"]!.GetValue<string>().Should().Be("Namespaced");
        pods["responseKind"]!.ToJsonString().Should().Be("""{"group":"","version":"v1","kind":"Pod"}""");
        pods["subresources"]!.AsArray().Select(sub => (string)sub!["subresource"]!).Should().Contain(["exec", "log", "status"]);
    }

    [Fact]
    public void A_version_whose_server_is_away_is_told_as_stale()
    {
        DiscoveredVersion[] versions = [new(new GroupVersion("far.example.com", "v1"), new VersionPriority(1, 1), IsStale: true), .. Versions];

        var first = Written(to => AggregatedDiscovery.WriteGroups(versions, Catalog.Resources, "v2", to))["items"]![0]!;

        first["metadata"]!["name"]!.GetValue<string>().Should().Be("far.example.com");
        first["versions"]!.ToJsonString().Should().Be("""[{"version":"v1","resources":[],"freshness":"Stale"}]""");
    }

    [Fact]
    public void The_tag_changes_with_the_content()
    {
        DiscoveryETag.Of("a"u8).Should().StartWith("\"").And.EndWith("\"").And.NotBe(DiscoveryETag.Of("b"u8));
        DiscoveryETag.Of("a"u8).Should().Be(DiscoveryETag.Of("a"u8));
    }

    private static Dictionary<string, JsonNode> Resources(GroupVersion version) =>
        Written(to => LegacyDiscovery.TryWriteResources(Catalog.Resources, version, to).Should().BeTrue())["resources"]!
            .AsArray().ToDictionary(resource => (string)resource!["name"]!, resource => resource!);

    private static JsonNode Written(Action<IBufferWriter<byte>> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        write(bytes);
        return JsonNode.Parse(bytes.WrittenSpan)!;
    }
}
