using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class ServiceTypeTests
{
    private const string Services = "/api/v1/namespaces/default/services";

    [Fact]
    public async Task A_new_service_has_upstreams_defaults()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var service = await cluster.CreateAsync(Services, """{"metadata":{"name":"s"},"spec":{"selector":{"a":"b"},"ports":[{"port":80}]}}""");

        var spec = service["spec"]!.DeepClone().AsObject();
        var address = spec["clusterIP"]!.GetValue<string>();
        spec.ToJsonString().Should().Be(
            "{\"ports\":[{\"protocol\":\"TCP\",\"port\":80,\"targetPort\":80}],\"selector\":{\"a\":\"b\"},\"clusterIP\":\"ADDRESS\",\"clusterIPs\":[\"ADDRESS\"],\"type\":\"ClusterIP\",\"sessionAffinity\":\"None\","
                .Replace("ADDRESS", address, StringComparison.Ordinal)
            + "\"ipFamilies\":[\"IPv4\"],\"ipFamilyPolicy\":\"SingleStack\",\"internalTrafficPolicy\":\"Cluster\"}");
        service["status"]!.ToJsonString().Should().Be("""{"loadBalancer":{}}""");
    }

    [Fact]
    public async Task A_port_over_two_protocols_is_one_node_port()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var service = await cluster.CreateAsync(Services, """
            {"metadata":{"name":"dns"},"spec":{"type":"NodePort","ports":[{"name":"u","port":53,"protocol":"UDP"},{"name":"t","port":53,"protocol":"TCP"},{"name":"m","port":9153}]}}
            """);

        var ports = NodePorts(service);
        ports[0].Should().Be(ports[1]).And.NotBe(ports[2]);
    }

    [Fact]
    public async Task An_update_that_does_not_know_the_node_ports_keeps_them_by_name()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(
            Services, """{"metadata":{"name":"s"},"spec":{"type":"NodePort","ports":[{"name":"a","port":80},{"name":"b","port":81}]}}""");
        var before = NodePorts(created);

        var updated = await cluster.PutAsync($"{Services}/s", $$$"""
            {"metadata":{"name":"s","resourceVersion":"{{{created["metadata"]!["resourceVersion"]}}}"},"spec":{"type":"NodePort","ports":[{"name":"b","port":81},{"name":"a","port":8080},{"name":"c","port":82}]}}
            """);

        updated.Code.Should().Be(200, updated.Text);
        var after = NodePorts(updated.Json);
        after.Take(2).Should().Equal(before[1], before[0]);
        after[2].Should().BeInRange(30_000, 32_767).And.NotBe(before[0]).And.NotBe(before[1]);
        updated.Json["spec"]!["clusterIP"]!.GetValue<string>().Should().Be(created["spec"]!["clusterIP"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_type_that_has_no_node_ports_gives_them_back_and_one_that_was_just_chosen_is_refused()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(Services, """{"metadata":{"name":"s"},"spec":{"type":"NodePort","ports":[{"port":80}]}}""");
        var port = NodePorts(created)[0];

        var chosen = await cluster.MergeAsync($"{Services}/s", """{"spec":{"type":"ClusterIP","ports":[{"port":80,"nodePort":31999}]}}""");
        var plain = await cluster.MergeAsync($"{Services}/s", """{"spec":{"type":"ClusterIP"}}""");
        var other = await cluster.PostAsync(Services, $$$"""{"metadata":{"name":"t"},"spec":{"type":"NodePort","ports":[{"port":80,"nodePort":{{{port}}}}]}}""");
        var taken = await cluster.PostAsync(Services, $$$"""{"metadata":{"name":"u"},"spec":{"type":"NodePort","ports":[{"name":"a","port":80},{"name":"b","port":81,"nodePort":{{{port}}}}]}}""");

        chosen.Code.Should().Be(422, chosen.Text);
        chosen.Message.Should().Be("Service \"s\" is invalid: spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'");
        plain.Json["spec"]!.AsObject().Should().NotContainKey("externalTrafficPolicy");
        NodePorts(plain.Json).Should().Equal(0);
        other.Code.Should().Be(201, other.Text);
        (taken.Code, taken.Message).Should().Be(
            (422, $"Service \"u\" is invalid: spec.ports[1].nodePort: Invalid value: {port}: provided port is already allocated"));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(29_999)]
    [InlineData(32_768)]
    public async Task A_node_port_outside_of_the_range_is_refused(int port)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var refused = await cluster.PostAsync(Services, $$$"""{"metadata":{"name":"s"},"spec":{"type":"NodePort","ports":[{"port":80,"nodePort":{{{port}}}}]}}""");

        (refused.Code, refused.Message).Should().Be(
            (422, $"Service \"s\" is invalid: spec.ports[0].nodePort: Invalid value: {port}: provided port is not in the valid range. The range of valid ports is 30000-32767"));
    }

    [Fact]
    public async Task Becoming_a_name_elsewhere_gives_all_back_and_becoming_a_service_again_takes_anew()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(
            Services, """{"metadata":{"name":"s"},"spec":{"type":"LoadBalancer","externalTrafficPolicy":"Local","ports":[{"port":80}]}}""");
        var address = created["spec"]!["clusterIP"]!.GetValue<string>();

        var elsewhere = await cluster.MergeAsync($"{Services}/s", """{"spec":{"type":"ExternalName","externalName":"example.com"}}""");
        var gone = await cluster.GetAsync($"/apis/networking.k8s.io/v1/ipaddresses/{address}");
        var reused = await cluster.PostAsync(Services, $$$"""
            {"metadata":{"name":"t"},"spec":{"type":"NodePort","clusterIP":"{{{address}}}","ports":[{"name":"a","port":80,"nodePort":{{{NodePorts(created)[0]}}}},
             {"name":"b","port":81,"nodePort":{{{created["spec"]!["healthCheckNodePort"]}}}}]}}
            """);
        var back = await cluster.MergeAsync($"{Services}/s", """{"spec":{"type":"NodePort","externalName":null}}""");

        elsewhere.Code.Should().Be(200, elsewhere.Text);
        elsewhere.Json["spec"]!.AsObject().Select(field => field.Key).Should()
            .BeEquivalentTo("ports", "type", "sessionAffinity", "externalName", "internalTrafficPolicy");
        gone.Code.Should().Be(404);
        reused.Code.Should().Be(201, reused.Text);
        back.Code.Should().Be(200, back.Text);
        back.Json["spec"]!["clusterIP"]!.GetValue<string>().Should().StartWith("10.").And.NotBe(address);
        back.Json["spec"]!["ipFamilyPolicy"]!.GetValue<string>().Should().Be("SingleStack");
        NodePorts(back.Json)[0].Should().BeInRange(30_000, 32_767);
    }

    [Fact]
    public async Task Local_traffic_of_a_load_balancer_has_a_port_for_its_health_that_stays_until_it_is_not_needed()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(
            Services, """{"metadata":{"name":"s"},"spec":{"type":"LoadBalancer","externalTrafficPolicy":"Local","ports":[{"port":80}]}}""");
        var health = created["spec"]!["healthCheckNodePort"]!.GetValue<int>();

        var moved = await cluster.MergeAsync($"{Services}/s", """{"spec":{"healthCheckNodePort":32111}}""");
        var left = await cluster.MergeAsync($"{Services}/s", """{"spec":{"healthCheckNodePort":null,"selector":{"a":"b"}}}""");
        var cluster2 = await cluster.MergeAsync($"{Services}/s", """{"spec":{"externalTrafficPolicy":"Cluster"}}""");
        var reused = await cluster.PostAsync(
            Services, $$$"""{"metadata":{"name":"t"},"spec":{"type":"LoadBalancer","externalTrafficPolicy":"Local","healthCheckNodePort":{{{health}}},"ports":[{"port":80}]}}""");

        health.Should().BeInRange(30_000, 32_767).And.NotBe(NodePorts(created)[0]);
        (moved.Code, moved.Message).Should().Be((422, "Service \"s\" is invalid: spec.healthCheckNodePort: Invalid value: 32111: field is immutable"));
        left.Json["spec"]!["healthCheckNodePort"]!.GetValue<int>().Should().Be(health);
        cluster2.Json["spec"]!.AsObject().Should().NotContainKey("healthCheckNodePort");
        reused.Json["spec"]!["healthCheckNodePort"]!.GetValue<int>().Should().Be(health);
    }

    [Fact]
    public async Task A_load_balancer_that_wants_no_node_ports_has_only_those_it_names()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var service = await cluster.CreateAsync(Services, """
            {"metadata":{"name":"s"},"spec":{"type":"LoadBalancer","allocateLoadBalancerNodePorts":false,"ports":[{"name":"a","port":80},{"name":"b","port":81,"nodePort":30080}]}}
            """);

        NodePorts(service).Should().Equal(0, 30_080);
    }

    [Theory]
    [InlineData("""{"type":"ClusterIP","allocateLoadBalancerNodePorts":true,"ports":[{"port":80}]}""", "spec.allocateLoadBalancerNodePorts: Forbidden: may only be used when `type` is 'LoadBalancer'")]
    [InlineData("""{"type":"NodePort","loadBalancerClass":"a/b","ports":[{"port":80}]}""", "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'")]
    [InlineData("""{"externalTrafficPolicy":"Local","ports":[{"port":80}]}""", "spec.externalTrafficPolicy: Invalid value: \"Local\": may only be set for externally-accessible services")]
    [InlineData("""{"type":"NodePort","healthCheckNodePort":30001,"ports":[{"port":80}]}""", "spec.healthCheckNodePort: Invalid value: 30001: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")]
    [InlineData("""{"type":"NodePort","ports":[{"name":"a","port":80,"nodePort":30001},{"name":"b","port":81,"nodePort":30001}]}""", "spec.ports[1].nodePort: Duplicate value: 30001")]
    [InlineData("""{"type":"NodePort","clusterIP":"None","ports":[{"port":80}]}""", "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services")]
    [InlineData("""{"type":"ExternalName"}""", "spec.externalName: Required value")]
    [InlineData("""{"ports":[]}""", "spec.ports: Required value")]
    public async Task What_the_type_does_not_have_is_refused(string spec, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var refused = await cluster.PostAsync(Services, $$$"""{"metadata":{"name":"s"},"spec":{{{spec}}}}""");

        (refused.Code, refused.Message).Should().Be((422, $"Service \"s\" is invalid: {why}"));
    }

    [Fact]
    public async Task Only_a_load_balancer_has_an_ingress_and_it_goes_with_the_type()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Services, """{"metadata":{"name":"p"},"spec":{"ports":[{"port":80}]}}""");
        await cluster.CreateAsync(Services, """{"metadata":{"name":"l"},"spec":{"type":"LoadBalancer","ports":[{"port":80}]}}""");
        const string Ingress = """{"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}}""";

        var plain = await cluster.MergeAsync($"{Services}/p/status", Ingress);
        var balanced = await cluster.MergeAsync($"{Services}/l/status", Ingress);
        var changed = await cluster.MergeAsync($"{Services}/l", """{"spec":{"type":"ClusterIP"}}""");

        (plain.Code, plain.Message).Should().Be(
            (422, "Service \"p\" is invalid: status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is \"LoadBalancer\""));
        balanced.Json["status"]!["loadBalancer"]!["ingress"]![0]!["ipMode"]!.GetValue<string>().Should().Be("VIP");
        changed.Json["status"]!.ToJsonString().Should().Be("""{"loadBalancer":{}}""");
    }

    [Fact]
    public async Task A_service_on_trial_takes_nothing()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var dry = await cluster.PostAsync($"{Services}?dryRun=All", """{"metadata":{"name":"s"},"spec":{"type":"NodePort","clusterIP":"10.96.5.5","ports":[{"port":80,"nodePort":30005}]}}""");
        var real = await cluster.PostAsync(Services, """{"metadata":{"name":"s"},"spec":{"type":"NodePort","clusterIP":"10.96.5.5","ports":[{"port":80,"nodePort":30005}]}}""");

        (dry.Code, real.Code).Should().Be((201, 201));
    }

    private static List<int> NodePorts(JsonObject service) =>
        [.. service["spec"]!["ports"]!.AsArray().Select(port => port!["nodePort"]?.GetValue<int>() ?? 0)];
}
