using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class EndpointsTests
{
    private const string Endpoints = "/api/v1/namespaces/default/endpoints";

    [Fact]
    public async Task Addresses_with_the_same_ports_are_packed_together_and_sorted()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var packed = await cluster.CreateAsync(Endpoints, """
            {"metadata":{"name":"e"},"subsets":[
             {"addresses":[{"ip":"10.0.0.2"}],"ports":[{"name":"a","port":80}]},
             {"addresses":[{"ip":"10.0.0.1"}],"ports":[{"name":"a","port":80}]},
             {"addresses":[{"ip":"10.0.0.2"}],"ports":[{"name":"b","port":81}]},
             {"addresses":[{"ip":"10.0.0.1"}],"ports":[{"name":"b","port":81}]}]}
            """);

        packed["subsets"]!.ToJsonString().Should().Be(
            """[{"addresses":[{"ip":"10.0.0.1"},{"ip":"10.0.0.2"}],"ports":[{"name":"a","port":80,"protocol":"TCP"},{"name":"b","port":81,"protocol":"TCP"}]}]""");
    }

    [Fact]
    public async Task An_address_that_is_ready_and_not_ready_for_a_port_is_not_ready()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var packed = await cluster.CreateAsync(Endpoints, """
            {"metadata":{"name":"e"},"subsets":[
             {"addresses":[{"ip":"10.0.0.1"},{"ip":"10.0.0.2"}],"ports":[{"port":80}]},
             {"notReadyAddresses":[{"ip":"10.0.0.1"}],"ports":[{"port":80}]},
             {"notReadyAddresses":[{"ip":"10.0.0.3"}],"ports":[{"port":81}]}]}
            """);

        packed["subsets"]!.ToJsonString().Should().Be(
            """[{"addresses":[{"ip":"10.0.0.2"}],"notReadyAddresses":[{"ip":"10.0.0.1"}],"ports":[{"port":80,"protocol":"TCP"}]},"""
            + """{"notReadyAddresses":[{"ip":"10.0.0.3"}],"ports":[{"port":81,"protocol":"TCP"}]}]""");
    }

    [Fact]
    public async Task Two_pods_at_one_address_are_two_and_packing_again_changes_nothing()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var made = await cluster.CreateAsync(Endpoints, """
            {"metadata":{"name":"e"},"subsets":[{"addresses":[
             {"ip":"10.0.0.1","targetRef":{"kind":"Pod","name":"b","uid":"2"}},{"ip":"10.0.0.1","targetRef":{"kind":"Pod","name":"a","uid":"1"}}],"ports":[{"port":80}]}]}
            """);

        var again = await cluster.PutAsync($"{Endpoints}/e", made);
        var other = made.DeepClone().AsObject();
        var addresses = other["subsets"]![0]!["addresses"]!.AsArray();
        other["subsets"]![0]!["addresses"] = new JsonArray([.. addresses.Reverse().Select(address => address!.DeepClone())]);
        var reordered = await cluster.PutAsync($"{Endpoints}/e", other);

        made["subsets"]![0]!["addresses"]!.AsArray().Select(address => address!["targetRef"]!["name"]!.GetValue<string>()).Should().Equal("a", "b");
        again.ResourceVersion.Should().Be(made["metadata"]!["resourceVersion"]!.GetValue<string>());
        reordered.ResourceVersion.Should().Be(again.ResourceVersion);
    }
}
