using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>What of a Service has a meaning only for some ways of reaching it.</summary>
internal static class ServiceTrafficRules
{
    // Whoever is let through to it from outside reaches the kubelet of every node.
    private const long KubeletPort = 10_250;

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly string[] OfBalancers = ["allocateLoadBalancerNodePorts", "loadBalancerClass"];

    public static void Check(JsonObject spec, Complaints complaints)
    {
        var type = spec.Text("type");
        if (type != "LoadBalancer")
        {
            foreach (var name in OfBalancers.Where(name => spec.Has(name)))
            {
                complaints.Forbidden(Spec.Child(name), "may only be used when `type` is 'LoadBalancer'");
            }
        }
        else
        {
            Balanced(spec, complaints);
        }

        var isOutside = type is "NodePort" or "LoadBalancer" || (type == "ClusterIP" && spec.Items("externalIPs").Any());
        if (!isOutside && spec.Text("externalTrafficPolicy") is { Length: > 0 } policy)
        {
            complaints.Invalid(Spec.Child("externalTrafficPolicy"), policy, "may only be set for externally-accessible services");
        }

        var isChecked = type == "LoadBalancer" && spec.Text("externalTrafficPolicy") == "Local";
        if (!isChecked && spec.Integer("healthCheckNodePort") is not (null or 0) and var port)
        {
            complaints.Invalid(
                Spec.Child("healthCheckNodePort"), port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }

        if (spec.Text("sessionAffinity") == "None" && spec.Object("sessionAffinityConfig").Object("clientIP") is not null)
        {
            complaints.Forbidden(Spec.Child("sessionAffinityConfig"), "must not be set when session affinity is None");
        }
    }

    private static void Balanced(JsonObject spec, Complaints complaints)
    {
        var index = 0;
        foreach (var port in spec.Objects("ports"))
        {
            var at = Spec.Child("ports").Index(index++);
            if (port.Integer("port") == KubeletPort)
            {
                complaints.Invalid(at, KubeletPort, $"may not expose port {KubeletPort} externally since it is used by kubelet");
            }
        }

        index = 0;
        foreach (var range in spec.Items("loadBalancerSourceRanges"))
        {
            complaints.Invalid(Spec.Child("loadBalancerSourceRanges").Index(index++), range, NameRules.Cidr((range.AsText ?? "").Trim()));
        }
    }
}
