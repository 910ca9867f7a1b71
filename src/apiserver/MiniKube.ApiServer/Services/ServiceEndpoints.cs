using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.ApiServer.Services;

/// <summary>Reads which addresses are ready behind a port of a Service.</summary>
internal static class ServiceEndpoints
{
    /// <summary>Of EndpointSlices.</summary>
    public static IEnumerable<ServiceEndpoint> OfSlices(IEnumerable<JsonObject> slices, string portName) =>
        from slice in slices
        where slice.Text("addressType") is "IPv4" or "IPv6"
        from port in slice.Objects("ports")
        where (port.Text("name") ?? "") == portName && port.Integer("port") is not null
        from endpoint in slice.Objects("endpoints")
        where endpoint.Object("conditions").Flag("ready") != false
        from address in endpoint.Items("addresses").Take(1)
        where address.AsText is not null
        select new ServiceEndpoint(address.AsText!, (int)port.Integer("port")!, PodOf(endpoint.Object("targetRef")));

    /// <summary>Of the older Endpoints.</summary>
    public static IEnumerable<ServiceEndpoint> OfEndpoints(JsonObject? endpoints, string portName) =>
        from subset in endpoints.Objects("subsets")
        from port in subset.Objects("ports")
        where (port.Text("name") ?? "") == portName && port.Integer("port") is not null
        from address in subset.Objects("addresses")
        where address.Text("ip") is not null
        select new ServiceEndpoint(address.Text("ip")!, (int)port.Integer("port")!, PodOf(address.Object("targetRef")));

    private static string PodOf(JsonObject? reference) => reference.Text("kind") == "Pod" ? reference.Text("name") ?? "" : "";
}
