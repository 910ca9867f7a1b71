using System.Net;
using k8s.Models;

namespace MiniKube.Controllers.Certificates;

/// <summary>Whether a serving certificate's names are those of the node that asks. Pure.</summary>
internal static class NodeNames
{
    private const string NodeUser = "system:node:";

    /// <summary>True when every name is the node's own or one of its addresses, and no other node has it too.</summary>
    public static bool AreOfOneNode(RequestContent content, IReadOnlyCollection<V1Node> nodes)
    {
        var name = content.CommonName[NodeUser.Length..];
        return nodes.FirstOrDefault(node => node.Metadata.Name == name) is { } self
            && content.DnsNames.Concat(content.Addresses).All(each => Has(self, each) && !nodes.Any(other => other != self && Has(other, each)));
    }

    private static bool Has(V1Node node, string name) =>
        string.Equals(node.Metadata.Name, name, StringComparison.OrdinalIgnoreCase)
        || (node.Status?.Addresses?.Any(address => AreEqual(address.Address, name)) is true);

    private static bool AreEqual(string address, string name) =>
        string.Equals(address, name, StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address, out var one) && IPAddress.TryParse(name, out var other) && one.Equals(other));
}
