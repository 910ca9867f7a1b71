using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Endpoints and EndpointSlice.</summary>
internal static class EndpointRules
{
    private const int EndpointsMax = 1000;
    private const int PortsMax = 20_000;
    private const int AddressesMax = 100;

    private static readonly string[] AddressTypes = ["FQDN", "IPv4", "IPv6"];

    public static void Check(JsonObject value, string kind, Complaints complaints)
    {
        if (kind == "EndpointSlice")
        {
            Slice(value, complaints);
            return;
        }

        var index = 0;
        foreach (var subset in value.Objects("subsets"))
        {
            Subset(subset, FieldLocation.Root("subsets").Index(index++), complaints);
        }
    }

    private static void Subset(JsonObject subset, FieldLocation where, Complaints complaints)
    {
        if (!subset.Items("addresses").Any() && !subset.Items("notReadyAddresses").Any())
        {
            complaints.Required(where, "must specify `addresses` or `notReadyAddresses`");
        }

        foreach (var list in new[] { "addresses", "notReadyAddresses" })
        {
            var index = 0;
            foreach (var address in subset.Objects(list))
            {
                Address(address, where.Child(list).Index(index++), complaints);
            }
        }

        var port = 0;
        foreach (var item in subset.Objects("ports"))
        {
            var at = where.Child("ports").Index(port++);
            complaints.Invalid(at.Child("port"), item.Member("port") ?? 0, NameRules.PortNumber(item.Integer("port") ?? 0));
            if (item.Text("name") is { Length: > 0 } name)
            {
                complaints.Invalid(at.Child("name"), name, NameRules.DnsLabel(name));
            }
            else if (subset.List("ports")!.Count > 1)
            {
                complaints.Required(at.Child("name"));
            }

            if (item.Text("protocol") is null or "")
            {
                complaints.Required(at.Child("protocol"));
            }

            if (item.Text("appProtocol") is { } protocol)
            {
                complaints.Invalid(at.Child("appProtocol"), protocol, NameRules.QualifiedName(protocol));
            }
        }
    }

    private static void Address(JsonObject address, FieldLocation where, Complaints complaints)
    {
        var ip = address.Text("ip") ?? "";
        complaints.Invalid(where.Child("ip"), ip, NameRules.IpAddress(ip));
        if (address.Text("hostname") is { Length: > 0 } host)
        {
            complaints.Invalid(where.Child("hostname"), host, NameRules.DnsLabel(host));
        }

        if (address.Text("nodeName") is { } node)
        {
            complaints.Invalid(where.Child("nodeName"), node, NameRules.DnsSubdomain(node));
        }

        AddressRules.NotSpecial(ip, where.Child("ip"), complaints, mayBeOwn: true);
    }

    private static void Slice(JsonObject slice, Complaints complaints)
    {
        var type = slice.Text("addressType") ?? "";
        if (type.Length > 0 && !AddressTypes.Contains(type))
        {
            complaints.NotSupported(FieldLocation.Root("addressType"), type, AddressTypes);
        }

        var count = slice.Items("endpoints").Count();
        if (count > EndpointsMax)
        {
            complaints.TooMany(FieldLocation.Root("endpoints"), count, EndpointsMax);
        }

        if (slice.Items("ports").Count() is > PortsMax and var ports)
        {
            complaints.TooMany(FieldLocation.Root("ports"), ports, PortsMax);
        }

        var index = 0;
        foreach (var endpoint in slice.Objects("endpoints"))
        {
            Addresses(endpoint, type, FieldLocation.Root("endpoints").Index(index++).Child("addresses"), complaints);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        index = 0;
        foreach (var port in slice.Objects("ports"))
        {
            var at = FieldLocation.Root("ports").Index(index++).Child("name");
            var name = port.Text("name") ?? "";
            complaints.Invalid(at, name, name.Length == 0 ? [] : NameRules.DnsLabel(name));
            if (!names.Add(name))
            {
                complaints.Duplicate(at, name);
            }
        }
    }

    private static void Addresses(JsonObject endpoint, string type, FieldLocation where, Complaints complaints)
    {
        var addresses = endpoint.Items("addresses").ToList();
        if (addresses.Count == 0)
        {
            complaints.Required(where, "must contain at least 1 address");
        }
        else if (addresses.Count > AddressesMax)
        {
            complaints.TooMany(where, addresses.Count, AddressesMax);
        }

        for (var i = 0; i < addresses.Count; i++)
        {
            var address = addresses[i].AsText ?? "";
            complaints.Invalid(where.Index(i), addresses[i], type == "FQDN" ? NameRules.DnsSubdomain(address) : NameRules.IpAddress(address));
        }
    }
}
