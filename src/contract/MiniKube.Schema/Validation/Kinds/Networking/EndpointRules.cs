using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Networking;

/// <summary>Endpoints.</summary>
internal static class EndpointRules
{
    public static void Check(JsonObject value, Complaints complaints)
    {
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
}
