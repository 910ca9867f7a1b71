using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Networking;

/// <summary>The kinds of networking: IngressClass, IPAddress and ServiceCIDR here, the others by rules of their own.</summary>
internal static class NetworkRules
{
    private const int ControllerBytesMax = 250;

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject value, string kind, JsonObject? old, Complaints complaints)
    {
        switch (kind)
        {
            case "Ingress":
                IngressRules.Check(value, old, complaints);
                break;
            case "IngressClass":
                Class(value.Object("spec") ?? [], complaints);
                break;
            case "NetworkPolicy":
                NetworkPolicyRules.Check(value, complaints);
                break;
            case "IPAddress" when old is null:
                Parent(value.At("spec", "parentRef"), Spec.Child("parentRef"), complaints);
                break;
            case "ServiceCIDR" when old is null:
                ServiceRanges(value.Object("spec") ?? [], complaints);
                break;
            default:
                break;
        }
    }

    private static void Class(JsonObject spec, Complaints complaints)
    {
        var controller = spec.Text("controller") ?? "";
        if (controller.Length > ControllerBytesMax)
        {
            complaints.TooLong(Spec.Child("controller"), ControllerBytesMax);
        }

        FieldRules.DomainPath(controller, Spec.Child("controller"), complaints);
        if (spec.Object("parameters") is not { } parameters)
        {
            return;
        }

        var where = Spec.Child("parameters");
        FieldRules.TypedReference(parameters, where, complaints);
        switch (parameters.Text("scope"))
        {
            case null:
                complaints.Required(where.Child("scope"));
                break;
            case "Namespace" when !parameters.Has("namespace"):
                complaints.Required(where.Child("namespace"), "`parameters.scope` is set to 'Namespace'");
                break;
            case "Namespace":
                FieldRules.Text(parameters, "namespace", where, complaints, NameRules.DnsLabel);
                break;
            case "Cluster" when parameters.Has("namespace"):
                complaints.Forbidden(where.Child("namespace"), "`parameters.scope` is set to 'Cluster'");
                break;
            case "Cluster":
                break;
            case var other:
                complaints.NotSupported(where.Child("scope"), other, ["Cluster", "Namespace"]);
                break;
        }
    }

    private static void Parent(JsonObject? parent, FieldLocation where, Complaints complaints)
    {
        FieldRules.Text(parent, "group", where, complaints, NameRules.DnsSubdomain);
        FieldRules.Text(parent, "resource", where, complaints, NameRules.PathSegmentName);
        FieldRules.Text(parent, "name", where, complaints, NameRules.PathSegmentName);
        FieldRules.Text(parent, "namespace", where, complaints, NameRules.PathSegmentName);
    }

    private static void ServiceRanges(JsonObject spec, Complaints complaints)
    {
        var where = Spec.Child("cidrs");
        var cidrs = spec.List("cidrs") ?? [];
        switch (cidrs.Count)
        {
            case 0:
                complaints.Required(where, "at least one CIDR required");
                return;
            case > 2:
                complaints.Invalid(where, spec, "may only hold up to 2 values");
                return;
            case 2 when Block(cidrs[0])?.Family is not { } first || Block(cidrs[1])?.Family is not { } second || first == second:
                complaints.Invalid(where, spec, "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
                return;
            default:
                break;
        }

        for (var i = 0; i < cidrs.Count; i++)
        {
            var text = cidrs[i].AsText ?? "";
            if (Block(cidrs[i]) is not { } block)
            {
                complaints.Invalid(where.Index(i), text, NameRules.Cidr(""));
            }
            else if (block.HasBitsBehindPrefix)
            {
                complaints.Invalid(where.Index(i), text, "must not have bits set beyond the prefix length");
            }
            else if (block.ToString() is var canonical && canonical != text)
            {
                complaints.Invalid(where.Index(i), text, $"must be in canonical form (\"{canonical}\")");
            }
        }
    }

    private static AddressBlock? Block(JsonNode? cidr) => AddressBlock.Parse(cidr.AsText ?? "");
}
