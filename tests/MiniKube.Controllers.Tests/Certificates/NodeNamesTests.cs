using k8s.Models;
using MiniKube.Controllers.Certificates;

namespace MiniKube.Controllers.Tests.Certificates;

public sealed class NodeNamesTests
{
    private static readonly V1Node[] Nodes = [Node("a", "10.0.0.1", "a.example"), Node("b", "10.0.0.2", "10.0.0.9"), Node("c", "10.0.0.9", "fd00::1")];

    [Theory]
    [InlineData("a", "a", "10.0.0.1", true)]
    [InlineData("a", "a.example", "10.0.0.1", true)]
    [InlineData("a", "A.Example", "", true)]
    [InlineData("c", "", "fd00:0:0::1", true)]
    [InlineData("a", "b", "10.0.0.1", false)]
    [InlineData("a", "a", "10.0.0.2", false)]
    [InlineData("a", "kubernetes.default.svc", "", false)]
    [InlineData("b", "", "10.0.0.9", false)]
    [InlineData("d", "d", "", false)]
    public void A_serving_certificate_is_for_names_that_the_node_has_and_no_other(string node, string dnsName, string address, bool isOwn)
    {
        var content = new RequestContent(
            $"system:node:{node}", ["system:nodes"], dnsName.Length > 0 ? [dnsName] : [], address.Length > 0 ? [address] : [], HasOtherNames: false);

        NodeNames.AreOfOneNode(content, Nodes).Should().Be(isOwn);
    }

    private static V1Node Node(string name, params string[] addresses) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Status = new V1NodeStatus { Addresses = [.. addresses.Select(address => new V1NodeAddress { Type = "InternalIP", Address = address })] },
    };
}
