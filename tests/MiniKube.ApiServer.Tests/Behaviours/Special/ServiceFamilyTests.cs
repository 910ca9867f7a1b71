using System.Net;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class ServiceFamilyTests
{
    private const string Services = "/api/v1/namespaces/default/services";
    private const string Ports = "\"ports\":[{\"port\":80}]";

    [Theory]
    [InlineData("", "SingleStack", "IPv4", 1)]
    [InlineData("\"ipFamilyPolicy\":\"PreferDualStack\"", "PreferDualStack", "IPv4", 1)]
    [InlineData("\"clusterIP\":\"None\",\"selector\":{\"a\":\"b\"}", "SingleStack", "IPv4", 0)]
    [InlineData("\"clusterIP\":\"None\"", "RequireDualStack", "IPv4,IPv6", 0)]
    [InlineData("\"clusterIP\":\"None\",\"ipFamilies\":[\"IPv6\"]", "RequireDualStack", "IPv6,IPv4", 0)]
    public async Task In_a_cluster_of_one_family_a_service_gets_that(string spec, string policy, string families, int addresses)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var service = await cluster.CreateAsync(Services, Body(spec));

        Told(service, policy, families, addresses);
    }

    [Theory]
    [InlineData("", "SingleStack", "IPv4", 1)]
    [InlineData("\"ipFamilies\":[\"IPv6\"]", "SingleStack", "IPv6", 1)]
    [InlineData("\"ipFamilyPolicy\":\"PreferDualStack\"", "PreferDualStack", "IPv4,IPv6", 2)]
    [InlineData("\"ipFamilyPolicy\":\"RequireDualStack\",\"ipFamilies\":[\"IPv6\"]", "RequireDualStack", "IPv6,IPv4", 2)]
    [InlineData("\"clusterIP\":\"fd00::77\",\"clusterIPs\":[\"fd00::77\"]", "SingleStack", "IPv6", 1)]
    [InlineData("\"ipFamilyPolicy\":\"PreferDualStack\",\"clusterIP\":\"10.96.0.77\",\"clusterIPs\":[\"10.96.0.77\",\"fd00::77\"]", "PreferDualStack", "IPv4,IPv6", 2)]
    [InlineData("\"clusterIP\":\"None\",\"ipFamilyPolicy\":\"PreferDualStack\",\"selector\":{\"a\":\"b\"}", "PreferDualStack", "IPv4,IPv6", 0)]
    public async Task In_a_cluster_of_two_families_a_service_gets_what_it_asks_for(string spec, string policy, string families, int addresses)
    {
        await using var cluster = await TwoFamiliesAsync();

        var service = await cluster.CreateAsync(Services, Body(spec));

        Told(service, policy, families, addresses);
    }

    [Theory]
    [InlineData("\"ipFamilyPolicy\":\"RequireDualStack\"", "spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this cluster is not configured for dual-stack services")]
    [InlineData("\"ipFamilies\":[\"IPv6\"]", "spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster")]
    [InlineData("\"ipFamilies\":[\"IPv4\",\"IPv6\"]", "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified")]
    [InlineData("\"ipFamilies\":[\"IPv4\",\"IPv4\"],\"ipFamilyPolicy\":\"PreferDualStack\"", "spec.ipFamilies[1]: Duplicate value: \"IPv4\"")]
    [InlineData("\"clusterIP\":\"fd00::1\"", "spec.clusterIPs[0]: Invalid value: [\"fd00::1\"]: IPv6 is not configured on this cluster")]
    [InlineData("\"clusterIP\":\"10.96.0.7\",\"clusterIPs\":[\"10.96.0.8\"]", "spec.clusterIPs: Invalid value: [\"10.96.0.8\"]: first value must match `clusterIP`")]
    [InlineData("\"clusterIPs\":[\"10.96.0.8\"]", "spec.clusterIPs: Invalid value: [\"10.96.0.8\"]: must be empty when `clusterIP` is not specified")]
    [InlineData("\"clusterIP\":\"None\",\"clusterIPs\":[\"None\",\"10.96.0.8\"]", "spec.clusterIPs: Invalid value: [\"None\",\"10.96.0.8\"]: 'None' must be the first and only value")]
    [InlineData("\"clusterIP\":\"10.96.0.7\",\"clusterIPs\":[\"10.96.0.7\",\"10.96.0.8\"],\"ipFamilyPolicy\":\"PreferDualStack\"", "spec.clusterIPs: Invalid value: [\"10.96.0.7\",\"10.96.0.8\"]: may specify no more than one IP for each IP family")]
    [InlineData("\"clusterIP\":\"10.96.0.7\",\"ipFamilies\":[\"IPv6\"]", "spec.clusterIPs[0]: Invalid value: \"10.96.0.7\": expected an IPv6 value as indicated by `ipFamilies[0]`")]
    [InlineData("\"clusterIP\":\"300.1.1.1\"", "spec.clusterIPs[0]: Invalid value: \"300.1.1.1\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [InlineData("\"clusterIP\":\"192.168.0.1\"", "spec.clusterIPs: Invalid value: [\"192.168.0.1\"]: failed to allocate IP 192.168.0.1: the provided IP (192.168.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/12")]
    [InlineData("\"type\":\"ExternalName\",\"externalName\":\"a.b\",\"ipFamilies\":[\"IPv4\"]", "spec.ipFamilies: Forbidden: may not be set for ExternalName services")]
    public async Task What_does_not_go_together_is_refused_by_name(string spec, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var refused = await cluster.PostAsync(Services, Body(spec));

        (refused.Code, refused.Message).Should().Be((422, $"Service \"s\" is invalid: {why}"));
    }

    [Fact]
    public async Task A_second_address_comes_and_goes_by_the_policy_alone_and_is_given_back()
    {
        await using var cluster = await TwoFamiliesAsync();
        await cluster.CreateAsync(Services, Body("\"clusterIP\":\"10.96.0.77\""));

        var both = await cluster.MergeAsync($"{Services}/s", """{"spec":{"ipFamilyPolicy":"RequireDualStack"}}""");
        var second = both.Json["spec"]!["clusterIPs"]![1]!.GetValue<string>();
        var dropped = await cluster.MergeAsync($"{Services}/s", """{"spec":{"clusterIPs":["10.96.0.77"]}}""");
        var swapped = await cluster.MergeAsync($"{Services}/s", """{"spec":{"ipFamilies":["IPv6","IPv4"]}}""");
        var single = await cluster.MergeAsync($"{Services}/s", """{"spec":{"ipFamilyPolicy":"SingleStack"}}""");

        Told(both.Json, "RequireDualStack", "IPv4,IPv6", 2);
        second.Should().StartWith("fd00::");
        (dropped.Code, dropped.Message).Should().Be(
            (422, "Service \"s\" is invalid: spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": must be 'SingleStack' to release the secondary cluster IP"));
        swapped.Code.Should().Be(422, swapped.Text);
        Told(single.Json, "SingleStack", "IPv4", 1);
        (await cluster.GetAsync($"/apis/networking.k8s.io/v1/ipaddresses/{second}")).Code.Should().Be(404);
        (await cluster.GetAsync("/apis/networking.k8s.io/v1/ipaddresses/10.96.0.77")).Code.Should().Be(200);
    }

    [Fact]
    public async Task A_preference_alone_changes_nothing_of_a_service_that_is_there()
    {
        await using var cluster = await TwoFamiliesAsync();
        await cluster.CreateAsync(Services, Body("\"ipFamilyPolicy\":\"PreferDualStack\",\"ipFamilies\":[\"IPv4\"]"));
        var before = await cluster.GetAsync($"{Services}/s");

        var after = await cluster.MergeAsync($"{Services}/s", """{"metadata":{"labels":{"a":"b"}}}""");

        after.Json["spec"]!.ToJsonString().Should().Be(before.Json["spec"]!.ToJsonString());
    }

    private static Task<ApiCluster> TwoFamiliesAsync() =>
        ApiCluster.StartAsync(options => options with { SecondaryServiceClusterIpRange = IPNetwork.Parse("fd00::/112") });

    private static string Body(string spec) => $$$"""{"metadata":{"name":"s"},"spec":{{{{Ports}}}{{{(spec.Length > 0 ? "," : "")}}}{{{spec}}}}}""";

    private static void Told(JsonObject service, string policy, string families, int addresses)
    {
        var spec = service["spec"]!;
        spec["ipFamilyPolicy"]!.GetValue<string>().Should().Be(policy);
        var told = spec["ipFamilies"]!.AsArray().Select(one => one!.GetValue<string>()).ToList();
        string.Join(',', told).Should().Be(families);
        var ips = spec["clusterIPs"]!.AsArray().Select(one => one!.GetValue<string>()).ToList();
        ips[0].Should().Be(spec["clusterIP"]!.GetValue<string>());
        if (addresses == 0)
        {
            ips.Should().Equal("None");
        }
        else
        {
            ips.Should().HaveCount(addresses);
            ips.Select(ip => ip.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4").Should().Equal(told);
        }
    }
}
