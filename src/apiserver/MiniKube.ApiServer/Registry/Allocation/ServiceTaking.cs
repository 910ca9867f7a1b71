using System.Net;
using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry.Allocation;

/// <summary>What of the shared ranges a Service has and wants.</summary>
internal static class ServiceTaking
{
    /// <summary>A Service that only names another host has none, one without a head wants none.</summary>
    public static bool HasAddresses(JsonObject? spec) => spec.Text("type") != "ExternalName" && spec.Text("clusterIP") != "None";

    /// <summary>The addresses that it has, in the one way of writing them.</summary>
    public static IEnumerable<string> AddressesOf(JsonObject? spec) => spec.Texts("clusterIPs").Append(spec.Text("clusterIP"))
        .Select(text => IPAddress.TryParse(text, out var address) ? address.ToString() : "")
        .Where(text => text.Length > 0)
        .Distinct();

    /// <summary>The node ports that it has, that of its health check too.</summary>
    public static IEnumerable<long> PortsOf(JsonObject? spec) => spec.Objects("ports")
        .Select(port => port.Integer("nodePort") ?? 0)
        .Append(spec.Integer("healthCheckNodePort") ?? 0)
        .Where(port => port > 0)
        .Distinct();

    /// <summary>Each node port that it wants, in order.</summary>
    /// <param name="spec">Of the Service.</param>
    /// <param name="isNew">Entries of the same port, such as a port's TCP and UDP, share a node port from their beginning.</param>
    public static IEnumerable<WantedPort> WantedPorts(JsonObject spec, bool isNew)
    {
        var ports = spec.Objects("ports").Select((port, index) => (Port: port, Field: $"spec.ports[{index}].nodePort")).ToList();
        var hasPorts = spec.Text("type") is "NodePort" or "LoadBalancer";
        var isOnlyOnRequest = spec.Text("type") == "LoadBalancer" && spec.Flag("allocateLoadBalancerNodePorts") == false;
        foreach (var group in ports.Where(_ => hasPorts).GroupBy(one => isNew ? $"{one.Port.Integer("port")}" : one.Field))
        {
            var asked = group.Select(one => one.Port.Integer("nodePort") ?? 0).FirstOrDefault(port => port > 0);
            var open = group.Where(one => one.Port.Integer("nodePort") is null or 0).Select(one => one.Port).ToArray();
            foreach (var (port, field) in group.Where(one => one.Port.Integer("nodePort") is > 0))
            {
                yield return new WantedPort(port.Integer("nodePort") ?? 0, field, "nodePort", [port]);
            }

            if (open.Length > 0 && !isOnlyOnRequest)
            {
                yield return new WantedPort(asked, group.First().Field, "nodePort", open);
            }
        }

        if (NeedsHealthCheck(spec))
        {
            yield return new WantedPort(spec.Integer("healthCheckNodePort") ?? 0, "spec.healthCheckNodePort", "healthCheckNodePort", [spec]);
        }
    }

    /// <summary>Traffic that stays on the node it comes to goes to nodes that say that they have a pod.</summary>
    public static bool NeedsHealthCheck(JsonObject? spec) => spec.Text("type") == "LoadBalancer" && spec.Text("externalTrafficPolicy") == "Local";
}
