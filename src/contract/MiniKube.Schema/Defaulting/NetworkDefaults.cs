using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>NetworkPolicy, IngressClass, EndpointSlice.</summary>
internal static class NetworkDefaults
{
    public static void Apply(JsonObject value, string kind)
    {
        switch (kind)
        {
            case "NetworkPolicy" when value.Object("spec") is { } spec:
                Policy(spec);
                break;
            case "IngressClass":
                value.At("spec", "parameters")?.Default("scope", "Cluster");
                break;
            case "EndpointSlice":
                foreach (var port in value.Objects("ports"))
                {
                    port.Default("name", "");
                    port.Default("protocol", "TCP");
                }

                break;
            default:
                break;
        }
    }

    private static void Policy(JsonObject spec)
    {
        foreach (var rule in spec.Objects("ingress").Concat(spec.Objects("egress")))
        {
            foreach (var port in rule.Objects("ports"))
            {
                port.Default("protocol", "TCP");
            }
        }

        if (!spec.Items("policyTypes").Any())
        {
            spec["policyTypes"] = spec.Items("egress").Any() ? new JsonArray("Ingress", "Egress") : new JsonArray("Ingress");
        }
    }
}
