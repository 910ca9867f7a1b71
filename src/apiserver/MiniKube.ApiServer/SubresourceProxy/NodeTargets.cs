using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.KubeletProxy;
using MiniKube.Schema.Trees;

namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>Finds where the requests to a node go: to its kubelet, or to another port of the machine.</summary>
internal sealed class NodeTargets(IObjectReader objects, IKubeletConnector kubelets, HttpMessageInvoker others)
{
    private static readonly GroupVersionResource Nodes = new("", "v1", "nodes");

    /// <exception cref="ApiException">404: there is no such node. 400: the port is none, or the machine's address is not one to go to.</exception>
    public async ValueTask<ProxyTarget> FindAsync(ProxyName asked, CancellationToken cancellationToken)
    {
        if (asked is { Port.Length: > 0, PortNumber: null })
        {
            throw StatusErrors.BadRequest($"invalid node request \"{asked.Name}:{asked.Port}\": the port must be a number");
        }

        var kubelet = await kubelets.ConnectAsync(asked.Name, cancellationToken);
        if (asked.PortNumber is not { } port || port == kubelet.Origin.Port)
        {
            return new ProxyTarget(kubelet.Client, kubelet.Origin);
        }

        var node = await objects.FindAsync(Nodes, new NamespacedName("", asked.Name), cancellationToken) ?? throw StatusErrors.NotFound(Nodes.GroupResource, asked.Name);
        return new ProxyTarget(others, ProxyAddress.Origin(asked.SchemeOrHttp, AddressOf(node), port));
    }

    private static string AddressOf(JsonObject node) =>
        node.Object("status").Objects("addresses").FirstOrDefault(address => address.Text("type") == "InternalIP").Text("address") ?? "";
}
