using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission;

public sealed class TaintNodesByConditionTests
{
    private const string NotReady = """{"key":"node.kubernetes.io/not-ready","effect":"NoSchedule"}""";

    [Theory]
    [InlineData("{}", NotReady)]
    [InlineData("""{"spec":{"taints":[{"key":"a","effect":"NoExecute"}]}}""", """{"key":"a","effect":"NoExecute"}""" + "," + NotReady)]
    [InlineData("""{"status":{"conditions":[{"type":"Ready","status":"False"}]}}""", NotReady)]
    [InlineData("""{"status":{"conditions":[{"type":"Ready","status":"True"},{"type":"DiskPressure","status":"True"}]}}""", NotReady)]
    [InlineData("""{"status":{"conditions":[{"type":"Ready","status":"True"},{"type":"DiskPressure","status":"False"}]}}""", "")]
    public async Task A_new_node_takes_no_pods_until_it_is_known_to_be_ready(string node, string taints)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var body = JsonNode.Parse(node)!.AsObject();
        body["metadata"] = new JsonObject { ["name"] = "n" };

        var made = await cluster.CreateAsync("/api/v1/nodes", body.ToJsonString());

        (made["spec"]!["taints"]?.ToJsonString() ?? "[]").Should().Be($"[{taints}]");
    }

    [Fact]
    public async Task A_node_that_is_there_is_left_alone()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"n"}}""");

        var updated = await cluster.MergeAsync("/api/v1/nodes/n", """{"spec":{"taints":null}}""");

        updated.Json["spec"]?["taints"].Should().BeNull();
    }
}
