using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;

namespace MiniKube.Api.Quotas;

/// <summary>What a Service uses: itself, its node ports, a load balancer. Upstream's rules.</summary>
public sealed class ServiceQuota : IQuotaEvaluator
{
    public bool CountsUpdates(string subresource) => subresource.Length == 0;

    public bool Counts(string name) => name is "services" or "count/services" or "services.nodeports" or "services.loadbalancers";

    public bool Matches(QuotaScope scope, JsonObject tree) => false;

    public ResourceAmounts Usage(JsonObject tree, DateTimeOffset now)
    {
        var spec = tree.Part("spec");
        var type = spec?["type"].Word;

        // What will be allocated is not known yet, so what is asked for counts.
        var nodePorts = type switch
        {
            "NodePort" => spec.Parts("ports").Count(),
            "LoadBalancer" when spec.Has("allocateLoadBalancerNodePorts") && !spec.IsSet("allocateLoadBalancerNodePorts") =>
                spec.Parts("ports").Count(port => port.Number("nodePort") > 0),
            "LoadBalancer" => spec.Parts("ports").Count(),
            _ => 0,
        };
        return ResourceAmounts.Of(
            ("services", Quantity.FromUnits(1)),
            ("count/services", Quantity.FromUnits(1)),
            ("services.nodeports", Quantity.FromUnits(nodePorts)),
            ("services.loadbalancers", Quantity.FromUnits(type == "LoadBalancer" ? 1 : 0)));
    }
}
