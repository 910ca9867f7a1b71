using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>The tables of the group <c>networking.k8s.io</c>.</summary>
internal static class NetworkTables
{
    public static TableDefinition Ingress { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Class", "Who serves the ingress."),
            TableColumn.Text("Hosts", "The hosts whose requests are routed."),
            TableColumn.Text("Address", "Where the ingress is reached."),
            TableColumn.Text("Ports", "The ports it is reached on."),
            TableColumn.Age,
        ],
        (ingress, now) =>
        [
            ingress.ObjectName,
            ingress.TextOr(CellFormat.None, "spec", "ingressClassName"),
            Hosts(ingress),
            CellFormat.LoadBalancer(ingress.At("status")),
            ingress.Size("spec", "tls") > 0 ? "80, 443" : "80",
            ingress.Age(now),
        ]);

    public static TableDefinition IngressClass { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Controller", "Who serves ingresses of the class."),
            TableColumn.Text("Parameters", "The object that configures the class."),
            TableColumn.Age,
        ],
        (ingressClass, now) =>
        [
            ingressClass.ObjectName,
            ingressClass.Text("spec", "controller"),
            Parameters(ingressClass.At("spec", "parameters")),
            ingressClass.Age(now),
        ]);

    public static TableDefinition NetworkPolicy { get; } = new(
        [TableColumn.ObjectName, TableColumn.Text("Pod-Selector", "The pods that the policy is about."), TableColumn.Age],
        (policy, now) => [policy.ObjectName, CellFormat.Selector(policy.At("spec", "podSelector")), policy.Age(now)]);

    public static TableDefinition IpAddress { get; } = new(
        [TableColumn.ObjectName, TableColumn.Text("ParentRef", "The object that uses the address.")],
        (address, _) => [address.ObjectName, Parent(address.At("spec", "parentRef"))]);

    public static TableDefinition ServiceCidr { get; } = new(
        [TableColumn.ObjectName, TableColumn.Text("CIDRs", "The ranges that addresses of services are taken from."), TableColumn.Age],
        (range, now) => [range.ObjectName, string.Join(',', range.Texts("spec", "cidrs")), range.Age(now)]);

    private static string Hosts(JsonObject ingress)
    {
        const int Shown = 3;
        var rules = ingress.Items("spec", "rules");
        var hosts = rules.Select(rule => rule.Text("host")).Where(host => host.Length > 0).ToList();
        var text = hosts.Count == 0 ? "*" : string.Join(',', hosts.Take(Shown));
        return hosts.Count > Shown ? $"{text} + {rules.Count - Shown} more..." : text;
    }

    private static string Parameters(JsonNode? parameters)
    {
        if (parameters is null)
        {
            return CellFormat.None;
        }

        var kind = parameters.Text("apiGroup") is { Length: > 0 } group ? $"{parameters.Text("kind")}.{group}" : parameters.Text("kind");
        return $"{kind}/{parameters.Text("name")}";
    }

    private static string Parent(JsonNode? parent)
    {
        if (parent is null)
        {
            return CellFormat.None;
        }

        var resource = parent.Text("group") is { Length: > 0 } group ? $"{parent.Text("resource")}.{group}" : parent.Text("resource");
        return string.Join('/', new[] { resource.ToLowerInvariant(), parent.Text("namespace"), parent.Text("name") }.Where(part => part.Length > 0));
    }
}
