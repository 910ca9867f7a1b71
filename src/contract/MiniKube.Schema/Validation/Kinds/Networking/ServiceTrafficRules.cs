using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Networking;

/// <summary>What of a Service has a meaning only for some ways of reaching it.</summary>
internal static class ServiceTrafficRules
{
    private const string OnlyBalanced = "may only be used when `type` is 'LoadBalancer'";
    private const string RangesAnnotation = "service.beta.kubernetes.io/load-balancer-source-ranges";

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly string[] Distributions = ["PreferClose", "PreferSameNode", "PreferSameZone"];
    private static readonly string[] OfBalancers = ["allocateLoadBalancerNodePorts", "loadBalancerClass"];

    public static void Check(JsonObject spec, JsonObject? annotations, Complaints complaints)
    {
        var type = spec.Text("type");
        if (type != "LoadBalancer")
        {
            foreach (var name in OfBalancers.Where(name => spec.Has(name)))
            {
                complaints.Forbidden(Spec.Child(name), OnlyBalanced);
            }
        }
        else if (spec.Text("loadBalancerClass") is { } name)
        {
            complaints.Invalid(Spec.Child("loadBalancerClass"), name, NameRules.QualifiedName(name));
        }

        Ranges(spec, annotations, type == "LoadBalancer", complaints);
        if (spec.Text("trafficDistribution") is { } distribution && !Distributions.Contains(distribution))
        {
            complaints.NotSupported(Spec.Child("trafficDistribution"), distribution, Distributions);
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

        if (spec.Text("sessionAffinity") == "None" && spec.Has("sessionAffinityConfig"))
        {
            complaints.Forbidden(Spec.Child("sessionAffinityConfig"), "must not be set when session affinity is None");
        }
    }

    /// <summary>The field, or the annotation that was there before it.</summary>
    private static void Ranges(JsonObject spec, JsonObject? annotations, bool isBalanced, Complaints complaints)
    {
        if (spec.List("loadBalancerSourceRanges") is { Count: > 0 } ranges)
        {
            var where = Spec.Child("LoadBalancerSourceRanges");
            if (!isBalanced)
            {
                complaints.Forbidden(where, OnlyBalanced);
            }

            for (var i = 0; i < ranges.Count; i++)
            {
                var range = (ranges[i].AsText ?? "").Trim();
                complaints.Invalid(where.Index(i), range, NameRules.Cidr(range));
            }
        }
        else if (annotations.Text(RangesAnnotation) is { } text)
        {
            var where = FieldLocation.Root("metadata").Child("annotations").Key(RangesAnnotation);
            if (!isBalanced)
            {
                complaints.Forbidden(where, OnlyBalanced);
            }

            foreach (var range in text.Split(',', StringSplitOptions.TrimEntries).Where(_ => text.Trim().Length > 0))
            {
                complaints.Invalid(where, range, NameRules.Cidr(range));
            }
        }
    }
}
