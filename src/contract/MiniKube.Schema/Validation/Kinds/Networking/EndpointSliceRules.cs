using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Networking;

/// <summary>EndpointSlice.</summary>
internal static class EndpointSliceRules
{
    private const int EndpointsMax = 1000;
    private const int PortsMax = 20_000;
    private const int AddressesMax = 100;
    private const int HintsMax = 8;
    private const int TopologyLabelsMax = 16;

    private static readonly string[] AddressTypes = ["FQDN", "IPv4", "IPv6"];
    private static readonly FieldLocation EndpointsField = FieldLocation.Root("endpoints");
    private static readonly FieldLocation PortsField = FieldLocation.Root("ports");

    public static void Check(JsonObject slice, Complaints complaints)
    {
        var type = slice.Text("addressType") ?? "";
        if (type.Length > 0 && !AddressTypes.Contains(type))
        {
            complaints.NotSupported(FieldLocation.Root("addressType"), type, AddressTypes);
        }

        Endpoints(slice.List("endpoints"), type, complaints);
        Ports(slice.List("ports"), complaints);
    }

    private static void Endpoints(JsonArray? endpoints, string type, Complaints complaints)
    {
        if (endpoints is { Count: > EndpointsMax })
        {
            complaints.TooMany(EndpointsField, endpoints.Count, EndpointsMax);
            return;
        }

        for (var i = 0; i < (endpoints?.Count ?? 0); i++)
        {
            if (endpoints![i] is JsonObject endpoint)
            {
                var where = EndpointsField.Index(i);
                Addresses(endpoint.List("addresses"), type, where, complaints);
                FieldRules.Text(endpoint, "hostname", where, complaints, NameRules.DnsLabel);
                FieldRules.Text(endpoint, "nodeName", where, complaints, NameRules.DnsSubdomain);
                Topology(endpoint.Object("deprecatedTopology"), where, complaints);
                Hints(endpoint.Object("hints").List("forZones"), "forZones", where, complaints);
                Hints(endpoint.Object("hints").List("forNodes"), "forNodes", where, complaints);
            }
        }
    }

    private static void Addresses(JsonArray? addresses, string type, FieldLocation endpoint, Complaints complaints)
    {
        if (addresses is not { Count: > 0 })
        {
            complaints.Required(endpoint.Child("addresses"), "must contain at least 1 address");
            return;
        }

        if (addresses.Count > AddressesMax)
        {
            complaints.TooMany(endpoint.Child("addresses"), addresses.Count, AddressesMax);
        }

        for (var i = 0; i < addresses.Count; i++)
        {
            var address = addresses[i].AsText ?? "";
            if (AddressComplaints(address, type) is { IsEmpty: false } whys)
            {
                complaints.Invalid(endpoint.Child("addresses").Index(i), address, whys);
            }
            else if (type != "FQDN")
            {
                AddressRules.NotSpecial(address, endpoint.Child("addresses").Index(i), complaints, mayBeOwn: true);
            }
        }
    }

    private static ImmutableArray<string> AddressComplaints(string text, string type)
    {
        if (type == "FQDN")
        {
            return FullName(text);
        }

        if (NameRules.IpAddress(text) is { IsEmpty: false } whys)
        {
            return whys;
        }

        var address = IPAddress.Parse(text);
        return type switch
        {
            "IPv4" when address.AddressFamily != AddressFamily.InterNetwork => ["must be an IPv4 address"],
            "IPv6" when address.AddressFamily != AddressFamily.InterNetworkV6 => ["must be an IPv6 address"],
            _ => [],
        };
    }

    /// <summary>A name with a domain; a dot may end it.</summary>
    private static ImmutableArray<string> FullName(string name)
    {
        var bare = name.EndsWith('.') ? name[..^1] : name;
        return NameRules.DnsSubdomain(bare) is { IsEmpty: false } whys ? whys
            : bare.Contains('.', StringComparison.Ordinal) ? []
            : ["should be a domain with at least two segments separated by dots"];
    }

    private static void Topology(JsonObject? labels, FieldLocation endpoint, Complaints complaints)
    {
        if (labels is null)
        {
            return;
        }

        if (labels.Count > TopologyLabelsMax)
        {
            complaints.TooMany(endpoint.Child("deprecatedTopology"), labels.Count, TopologyLabelsMax);
        }

        MetadataRules.Labels(labels, endpoint.Child("deprecatedTopology"), complaints);
    }

    private static void Hints(JsonArray? hints, string field, FieldLocation endpoint, Complaints complaints)
    {
        if (hints is { Count: > HintsMax })
        {
            complaints.TooMany(endpoint.Child("hints", field), hints.Count, HintsMax);
            return;
        }

        for (var i = 0; i < (hints?.Count ?? 0); i++)
        {
            var name = (hints![i] as JsonObject).Text("name");
            for (var j = 0; j < i; j++)
            {
                if ((hints[j] as JsonObject).Text("name") == name)
                {
                    complaints.Duplicate(endpoint.Child("hints", field).Index(i).Child("name"), name);
                    break;
                }
            }

            var where = endpoint.Child("hints", field).Index(i);
            FieldRules.Text(hints[i] as JsonObject, "name", where, complaints, field == "forZones" ? NameRules.LabelValue : NameRules.DnsSubdomain);
        }
    }

    private static void Ports(JsonArray? ports, Complaints complaints)
    {
        if (ports is { Count: > PortsMax })
        {
            complaints.TooMany(PortsField, ports.Count, PortsMax);
            return;
        }

        var names = ports is { Count: > 1 } ? new HashSet<string>(StringComparer.Ordinal) : null;
        for (var i = 0; i < (ports?.Count ?? 0); i++)
        {
            if (ports![i] is not JsonObject port)
            {
                continue;
            }

            FieldRules.Text(port, "name", PortsField.Index(i), complaints, NameRules.DnsLabel);
            if (names?.Add(port.Text("name") ?? "") == false)
            {
                complaints.Duplicate(PortsField.Index(i).Child("name"), port.Text("name") ?? "");
            }

            if (port.Text("protocol") is { } protocol and not ("TCP" or "UDP" or "SCTP"))
            {
                complaints.NotSupported(PortsField.Index(i).Child("protocol"), protocol, ["SCTP", "TCP", "UDP"]);
            }

            FieldRules.Text(port, "appProtocol", PortsField.Index(i), complaints, NameRules.QualifiedName);
        }
    }
}
