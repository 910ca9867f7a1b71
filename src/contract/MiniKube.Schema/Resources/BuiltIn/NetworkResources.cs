using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.Schema.Resources.BuiltIn;

/// <summary>The groups networking.k8s.io and discovery.k8s.io.</summary>
internal static class NetworkResources
{
    public static ImmutableArray<ResourceDefinition> Of(GroupVersion version, ResourceGroup group) => version.Group switch
    {
        "discovery.k8s.io" => [group.Namespaced("endpointslices", "EndpointSlice")],
        _ =>
        [
            group.Cluster("ingressclasses", "IngressClass"),
            group.Namespaced("ingresses", "Ingress", group.Status("Ingress")) with { ShortNames = ["ing"] },
            group.Cluster("ipaddresses", "IPAddress") with { ShortNames = ["ip"] },
            group.Namespaced("networkpolicies", "NetworkPolicy") with { ShortNames = ["netpol"] },
            group.Cluster("servicecidrs", "ServiceCIDR", group.Status("ServiceCIDR")),
        ],
    };
}
