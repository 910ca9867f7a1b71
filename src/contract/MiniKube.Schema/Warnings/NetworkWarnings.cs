using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Warnings;

/// <summary>Services, their endpoints, and ingresses.</summary>
internal static class NetworkWarnings
{
    private const string HintsAnnotation = "service.kubernetes.io/topology-aware-hints";
    private const string IngressClassAnnotation = "kubernetes.io/ingress.class";

    public static void Service(JsonObject service, List<string> warnings)
    {
        if (service.At("metadata", "annotations").Has(HintsAnnotation))
        {
            warnings.Add($"annotation {HintsAnnotation} is deprecated, please use service.kubernetes.io/topology-mode instead");
        }

        var spec = service.Object("spec");
        var type = spec.Text("type");
        Addresses(spec, "clusterIPs", warnings);
        if (type == "ClusterIP" && spec.Text("clusterIP") == "None")
        {
            Headless(spec, warnings);
        }

        Addresses(spec, "externalIPs", warnings);
        Address(spec.Text("loadBalancerIP"), "spec.loadBalancerIP", warnings);
        if (type == "ExternalName" && spec.Items("externalIPs").Any())
        {
            warnings.Add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        }

        if (type != "ExternalName" && spec.Text("externalName") is { Length: > 0 })
        {
            warnings.Add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }
    }

    public static void EndpointSlice(JsonObject slice, List<string> warnings)
    {
        if (slice.Text("addressType") == "FQDN")
        {
            warnings.Add("addressType: FQDN endpoints are deprecated");
        }
    }

    public static void IngressClass(JsonObject ingress, List<string> warnings)
    {
        if (ingress.At("metadata", "annotations").Has(IngressClassAnnotation))
        {
            warnings.Add($"annotation \"{IngressClassAnnotation}\" is deprecated, please use 'spec.ingressClassName' instead");
        }
    }

    private static void Headless(JsonObject? spec, List<string> warnings)
    {
        if (spec.Text("loadBalancerIP") is { Length: > 0 })
        {
            warnings.Add("spec.loadBalancerIP is ignored for headless services");
        }

        if (spec.Items("externalIPs").Any())
        {
            warnings.Add("spec.externalIPs is ignored for headless services");
        }

        if (spec.Text("sessionAffinity") is not (null or "None"))
        {
            warnings.Add("spec.SessionAffinity is ignored for headless services");
        }
    }

    private static void Addresses(JsonObject? spec, string list, List<string> warnings)
    {
        var index = 0;
        foreach (var address in spec.Items(list))
        {
            Address(address.AsText, $"spec.{list}[{index++}]", warnings);
        }
    }

    private static void Address(string? text, string where, List<string> warnings)
    {
        if (text is not null && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 && address.ToString() != text)
        {
            warnings.Add($"{where}: IPv6 address \"{text}\" should be in RFC 5952 canonical format (\"{address}\")");
        }
    }
}
