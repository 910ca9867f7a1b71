using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>Services; addresses and node ports are the allocators' business.</summary>
internal static class ServiceDefaults
{
    private const long StickySeconds = 10_800;

    public static void Apply(JsonObject service)
    {
        if (service.Object("spec") is not { } spec)
        {
            return;
        }

        spec.DefaultIfEmpty("sessionAffinity", "None");
        spec.DefaultIfEmpty("type", "ClusterIP");
        Affinity(spec);
        foreach (var port in spec.Objects("ports"))
        {
            port.DefaultIfEmpty("protocol", "TCP");
            if ((port.Member("targetPort") is null || port.Integer("targetPort") == 0 || port.Text("targetPort") == "") && port.Integer("port") is { } number)
            {
                port["targetPort"] = number;
            }
        }

        var type = spec.Text("type");
        if (type is "NodePort" or "LoadBalancer" || (type == "ClusterIP" && spec.Items("externalIPs").Any()))
        {
            spec.DefaultIfEmpty("externalTrafficPolicy", "Cluster");
        }

        if (type is "ClusterIP" or "NodePort" or "LoadBalancer")
        {
            spec.Default("internalTrafficPolicy", "Cluster");
        }

        if (type == "LoadBalancer")
        {
            spec.Default("allocateLoadBalancerNodePorts", true);
        }
    }

    private static void Affinity(JsonObject spec)
    {
        if (spec.Text("sessionAffinity") == "ClientIP")
        {
            spec.Ensure("sessionAffinityConfig").Ensure("clientIP").Default("timeoutSeconds", StickySeconds);
        }
        else if (spec.Text("sessionAffinity") == "None")
        {
            _ = spec.Remove("sessionAffinityConfig");
        }
    }
}
