using System.Text.Json.Nodes;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.ApiServer.Registry.Kinds.Services;

/// <summary>What a client that knows less of a Service than the server leaves out, and what a change of type leaves behind.</summary>
internal static class ServiceFields
{
    private static readonly string[] Balanced = ["allocateLoadBalancerNodePorts", "loadBalancerClass"];

    /// <summary>An update that leaves out what the server gave keeps it; ports are told apart by their names.</summary>
    public static void KeepAllocated(JsonObject spec, JsonObject before)
    {
        if (NeedsAddress(spec) && NeedsAddress(before))
        {
            if (spec.Text("clusterIP").Length == 0)
            {
                spec.CopyFrom(before, "clusterIP");
            }

            if (!spec.Texts("clusterIPs").Any() && spec.Text("clusterIP") == before.Text("clusterIP"))
            {
                spec.CopyFrom(before, "clusterIPs");
            }
        }

        if (NeedsNodePorts(spec) && NeedsNodePorts(before))
        {
            KeepPorts(spec, before);
        }

        if (Allocation.ServiceTaking.NeedsHealthCheck(spec)
            && Allocation.ServiceTaking.NeedsHealthCheck(before)
            && spec.Integer("healthCheckNodePort") is null or 0)
        {
            spec.CopyFrom(before, "healthCheckNodePort");
        }
    }

    /// <summary>Older clients write <c>clusterIP</c> alone, newer ones the list too.</summary>
    public static void SyncAddresses(JsonObject spec, JsonObject? before)
    {
        var address = spec.Text("clusterIP");
        var isListEmpty = !spec.Texts("clusterIPs").Any();
        if (before is null)
        {
            if (address.Length > 0 && isListEmpty)
            {
                spec["clusterIPs"] = ObjectTree.ListOf([address]);
            }

            return;
        }

        var isSameList = spec.Texts("clusterIPs").SequenceEqual(before.Texts("clusterIPs"));
        if (address == before.Text("clusterIP"))
        {
            if (isListEmpty && before.Texts("clusterIPs").Any())
            {
                spec.CopyFrom(before, "clusterIPs");
            }
        }
        else if (isSameList && address.Length == 0)
        {
            spec.Remove("clusterIPs");
        }
        else if (isSameList)
        {
            spec["clusterIPs"] = ObjectTree.ListOf([address]);
        }
    }

    /// <summary>What the old type had and the new one has not goes, unless the client changed it just now: then it is told.</summary>
    public static void DropWhatTheTypeHasNot(JsonObject spec, JsonObject before)
    {
        if (NeedsAddress(before) && !NeedsAddress(spec))
        {
            var isSame = IsSame(spec, before, "clusterIPs") && IsSame(spec, before, "clusterIP");
            Drop(spec, before, "clusterIP", isSame);
            Drop(spec, before, "clusterIPs", isSame);
            Drop(spec, before, "ipFamilies", IsSame(spec, before, "ipFamilies"));
            Drop(spec, before, "ipFamilyPolicy", IsSame(spec, before, "ipFamilyPolicy"));
        }

        if (NeedsNodePorts(before) && !NeedsNodePorts(spec) && NodePorts(spec).All(NodePorts(before).Contains))
        {
            foreach (var port in spec.Objects("ports"))
            {
                port.Remove("nodePort");
            }
        }

        if (Allocation.ServiceTaking.NeedsHealthCheck(before) && !Allocation.ServiceTaking.NeedsHealthCheck(spec))
        {
            Drop(spec, before, "healthCheckNodePort", IsSame(spec, before, "healthCheckNodePort"));
        }

        foreach (var name in Balanced)
        {
            Drop(spec, before, name, before.Text("type") == "LoadBalancer" && spec.Text("type") != "LoadBalancer" && IsSame(spec, before, name));
        }

        var isOutside = IsReachedFromOutside(before) && !IsReachedFromOutside(spec);
        Drop(spec, before, "externalTrafficPolicy", isOutside && IsSame(spec, before, "externalTrafficPolicy"));
    }

    public static bool NeedsAddress(JsonObject spec) => spec.Text("type") is "ClusterIP" or "NodePort" or "LoadBalancer";

    /// <summary>By a node port, a load balancer or an address of its own outside.</summary>
    public static bool IsReachedFromOutside(JsonObject spec) =>
        NeedsNodePorts(spec) || (spec.Text("type") == "ClusterIP" && spec.Texts("externalIPs").Any());

    private static bool NeedsNodePorts(JsonObject spec) => spec.Text("type") is "NodePort" or "LoadBalancer";

    private static void KeepPorts(JsonObject spec, JsonObject before)
    {
        var used = NodePorts(spec).ToHashSet();
        var byName = before.Objects("ports").GroupBy(port => port.Text("name")).ToDictionary(ports => ports.Key, ports => ports.Last().Integer("nodePort") ?? 0);
        foreach (var port in spec.Objects("ports").Where(port => port.Integer("nodePort") is null or 0))
        {
            if (byName.GetValueOrDefault(port.Text("name")) is > 0 and var kept && used.Add(kept))
            {
                port["nodePort"] = kept;
            }
        }
    }

    private static IEnumerable<long> NodePorts(JsonObject spec) =>
        spec.Objects("ports").Select(port => port.Integer("nodePort") ?? 0).Where(port => port > 0);

    private static bool IsSame(JsonObject spec, JsonObject before, string name) => JsonEquality.AreEqual(spec[name], before[name]);

    private static void Drop(JsonObject spec, JsonObject before, string name, bool isDropped)
    {
        if (isDropped && before[name] is not null)
        {
            spec.Remove(name);
        }
    }
}
