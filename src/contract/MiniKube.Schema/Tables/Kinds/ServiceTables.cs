using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>The tables of services and of what stands behind them.</summary>
internal static class ServiceTables
{
    private const int EndpointsShown = 3;

    public static TableDefinition Service { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Type", "How the service is exposed."),
            TableColumn.Text("Cluster-IP", "The address inside the cluster."),
            TableColumn.Text("External-IP", "The addresses outside the cluster."),
            TableColumn.Text("Port(s)", "The ports, with their node ports and protocols."),
            TableColumn.Age,
            TableColumn.Wide("Selector", "Labels of the pods behind the service."),
        ],
        (service, now) =>
        [
            service.ObjectName,
            service.Text("spec", "type"),
            service.TextOr(CellFormat.None, "spec", "clusterIP"),
            ExternalAddress(service),
            Ports(service),
            service.Age(now),
            CellFormat.Labels(service.At("spec", "selector")),
        ]);

    public static TableDefinition Endpoints { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Endpoints", "Addresses and ports behind the service."),
            TableColumn.Age,
        ],
        (endpoints, now) => [endpoints.ObjectName, Addresses(endpoints), endpoints.Age(now)]);

    public static TableDefinition EndpointSlice { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("AddressType", "What the addresses are: IPv4, IPv6 or FQDN."),
            TableColumn.Text("Ports", "The ports of each endpoint."),
            TableColumn.Text("Endpoints", "The addresses of the endpoints."),
            TableColumn.Age,
        ],
        (slice, now) =>
        [
            slice.ObjectName,
            slice.Text("addressType"),
            CellFormat.Some([.. slice.Items("ports").Select(SlicePort)], EndpointsShown, ",", CellFormat.Unset),
            CellFormat.Some([.. slice.Items("endpoints").SelectMany(endpoint => endpoint.Texts("addresses"))], EndpointsShown, ",", CellFormat.Unset),
            slice.Age(now),
        ]);

    private static string ExternalAddress(JsonObject service)
    {
        var given = string.Join(',', service.Texts("spec", "externalIPs"));
        switch (service.Text("spec", "type"))
        {
            case "ExternalName":
                return service.Text("spec", "externalName");
            case "LoadBalancer":
                var balanced = CellFormat.LoadBalancer(service.At("status"));
                var all = string.Join(',', new[] { balanced, given }.Where(addresses => addresses.Length > 0));
                return all.Length > 0 ? all : "<pending>";
            default:
                return given.Length > 0 ? given : CellFormat.None;
        }
    }

    private static string Ports(JsonObject service)
    {
        var ports = service.Items("spec", "ports").Select(port => port.Number("nodePort") > 0
            ? $"{port.Number("port")}:{port.Number("nodePort")}/{port.Text("protocol")}"
            : $"{port.Number("port")}/{port.Text("protocol")}");
        return string.Join(',', ports) is { Length: > 0 } text ? text : CellFormat.None;
    }

    private static string Addresses(JsonObject endpoints)
    {
        if (endpoints.Size("subsets") == 0)
        {
            return CellFormat.None;
        }

        var all = new List<string>();
        foreach (var subset in endpoints.Items("subsets"))
        {
            var addresses = subset.Items("addresses").Select(address => address.Text("ip")).ToList();
            var ports = subset.Items("ports");
            all.AddRange(ports.Count == 0 ? addresses : ports.SelectMany(port => addresses.Select(address => HostAndPort(address, port))));
        }

        return CellFormat.Some(all, EndpointsShown, ",", "");
    }

    private static string HostAndPort(string address, JsonObject port) =>
        address.Contains(':') ? $"[{address}]:{port.Number("port")}" : $"{address}:{port.Number("port")}";

    private static string SlicePort(JsonObject port) =>
        port.At("port") is not null ? port.Text("port") : port.At("name") is not null ? port.Text("name") : "*";
}
