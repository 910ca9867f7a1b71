using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry.Allocation;

namespace MiniKube.ApiServer.Registry.Bootstrap;

/// <summary>What every cluster has from its first moment.</summary>
internal static class BootstrapObjects
{
    /// <summary>The namespace of the nodes' heartbeats.</summary>
    public const string NodeLeases = "kube-node-lease";

    public static IEnumerable<(GroupVersionResource Resource, JsonObject Object)> All(ApiServerOptions options, ServiceRanges ranges, DateTimeOffset now)
    {
        foreach (var name in (string[])["default", "kube-system", "kube-public", NodeLeases])
        {
            yield return (new("", "v1", "namespaces"), Named("v1", "Namespace", "", name));
        }

        yield return PriorityClass("system-cluster-critical", 2_000_000_000, "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.");
        yield return PriorityClass("system-node-critical", 2_000_001_000, "Used for system critical pods that must not be moved from their current node.");
        yield return (new("networking.k8s.io", "v1", "servicecidrs"), ServiceRange(ranges, now));
        yield return (new("", "v1", "services"), Service(options, ranges.Default.First));
    }

    /// <summary>What says where the <c>kubernetes</c> Service leads.</summary>
    /// <param name="addresses">Of the servers, at least one.</param>
    /// <param name="port">On which they listen.</param>
    public static IEnumerable<(GroupVersionResource Resource, JsonObject Object)> Servers(ImmutableArray<IPAddress> addresses, int port) =>
    [
        (new("", "v1", "endpoints"), Endpoints(addresses, port)),
        (new("discovery.k8s.io", "v1", "endpointslices"), EndpointSlice(addresses, port)),
    ];

    private static (GroupVersionResource Resource, JsonObject Object) PriorityClass(string name, long value, string description)
    {
        var made = Named("scheduling.k8s.io/v1", "PriorityClass", "", name);
        made["value"] = value;
        made["description"] = description;
        return (new("scheduling.k8s.io", "v1", "priorityclasses"), made);
    }

    private static JsonObject ServiceRange(ServiceRanges ranges, DateTimeOffset now)
    {
        var made = Named("networking.k8s.io/v1", "ServiceCIDR", "", "kubernetes");
        made["spec"] = new JsonObject { ["cidrs"] = ObjectTree.ListOf(ranges.Configured.Select(range => range.ToString())) };
        made["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = "True",
                ["lastTransitionTime"] = ObjectTree.Timestamp(now),
                ["reason"] = "",
                ["message"] = "Kubernetes default Service CIDR is ready",
            }),
        };
        return made;
    }

    private static JsonObject Service(ApiServerOptions options, IPAddress address)
    {
        var service = Labelled(Named("v1", "Service", "default", "kubernetes"));
        service["spec"] = new JsonObject
        {
            ["type"] = "ClusterIP",
            ["clusterIP"] = address.ToString(),
            ["ports"] = new JsonArray(new JsonObject
            {
                ["name"] = "https",
                ["port"] = 443L,
                ["protocol"] = "TCP",
                ["targetPort"] = (long)(options.Port == 0 ? 443 : options.Port),
            }),
        };
        return service;
    }

    private static JsonObject Endpoints(ImmutableArray<IPAddress> addresses, int port)
    {
        var endpoints = Named("v1", "Endpoints", "default", "kubernetes");
        endpoints.Metadata["labels"] = new JsonObject { ["endpointslice.kubernetes.io/skip-mirror"] = "true" };
        endpoints["subsets"] = new JsonArray(new JsonObject
        {
            ["addresses"] = new JsonArray([.. addresses.Select(address => new JsonObject { ["ip"] = address.ToString() })]),
            ["ports"] = new JsonArray(Port(port)),
        });
        return endpoints;
    }

    private static JsonObject EndpointSlice(ImmutableArray<IPAddress> addresses, int port)
    {
        var slice = Named("discovery.k8s.io/v1", "EndpointSlice", "default", "kubernetes");
        slice.Metadata["labels"] = new JsonObject { ["kubernetes.io/service-name"] = "kubernetes" };
        slice["addressType"] = addresses[0].AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
        slice["endpoints"] = new JsonArray([.. addresses.Select(address => new JsonObject
        {
            ["addresses"] = ObjectTree.ListOf([address.ToString()]),
            ["conditions"] = new JsonObject { ["ready"] = true },
        })]);
        slice["ports"] = new JsonArray(Port(port));
        return slice;
    }

    private static JsonObject Port(int port) => new() { ["name"] = "https", ["port"] = (long)port, ["protocol"] = "TCP" };

    /// <summary>Where pods reach the server; nowhere when it listens on this machine's loopback only.</summary>
    public static IPAddress? AddressOf(ApiServerOptions options)
    {
        var address = options.AdvertiseAddress ?? options.BindAddress;
        return !options.Serve || options.Port == 0 || IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            ? null
            : address;
    }

    private static JsonObject Labelled(JsonObject tree)
    {
        tree.Metadata["labels"] = new JsonObject { ["component"] = "apiserver", ["provider"] = "kubernetes" };
        return tree;
    }

    private static JsonObject Named(string apiVersion, string kind, string @namespace, string name)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (@namespace.Length > 0)
        {
            metadata["namespace"] = @namespace;
        }

        return new JsonObject { ["kind"] = kind, ["apiVersion"] = apiVersion, ["metadata"] = metadata };
    }
}
