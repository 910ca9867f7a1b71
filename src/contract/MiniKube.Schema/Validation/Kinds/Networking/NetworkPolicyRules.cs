using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Networking;

/// <summary>NetworkPolicy.</summary>
internal static class NetworkPolicyRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject policy, Complaints complaints)
    {
        var spec = policy.Object("spec") ?? [];
        _ = SelectorRules.Check(spec.Object("podSelector"), Spec.Child("podSelector"), complaints);
        Rules(spec, "ingress", "from", complaints);
        Rules(spec, "egress", "to", complaints);
        var types = spec.List("policyTypes");
        if (types is { Count: > 2 })
        {
            complaints.Invalid(Spec.Child("policyTypes"), types, "may not specify more than two policyTypes");
        }
    }

    private static void Rules(JsonObject spec, string direction, string peers, Complaints complaints)
    {
        var index = 0;
        foreach (var rule in spec.Objects(direction))
        {
            var at = Spec.Child(direction).Index(index++);
            Ports(rule, at.Child("ports"), complaints);
            Peers(rule, peers, at.Child(peers), complaints);
        }
    }

    private static void Ports(JsonObject rule, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        foreach (var port in rule.Objects("ports"))
        {
            var at = where.Index(index++);
            if (port.Text("protocol") is { } protocol and not ("TCP" or "UDP" or "SCTP"))
            {
                complaints.NotSupported(at.Child("protocol"), protocol, ["TCP", "UDP", "SCTP"]);
            }

            if (port.Has("port"))
            {
                NumberRules.Port(port.Member("port"), at.Child("port"), complaints);
            }

            if (port.Integer("endPort") is { } end)
            {
                EndPort(end, port, at.Child("endPort"), complaints);
            }
        }
    }

    private static void EndPort(long end, JsonObject port, FieldLocation where, Complaints complaints)
    {
        if (!port.Has("port"))
        {
            complaints.Invalid(where, end, "may not be specified when `port` is not specified");
        }
        else if (port.Integer("port") is not { } start)
        {
            complaints.Invalid(where, end, "may not be specified when `port` is non-numeric");
        }
        else
        {
            if (end < start)
            {
                complaints.Invalid(where, start, "must be greater than or equal to `port`");
            }

            complaints.Invalid(where, JsonValue.Create(end), NameRules.PortNumber(end));
        }
    }

    private static void Peers(JsonObject rule, string list, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        foreach (var peer in rule.Objects(list))
        {
            var at = where.Index(index++);
            _ = SelectorRules.Check(peer.Object("podSelector"), at.Child("podSelector"), complaints);
            _ = SelectorRules.Check(peer.Object("namespaceSelector"), at.Child("namespaceSelector"), complaints);
            if (peer.Object("ipBlock") is { } block)
            {
                Block(block, at.Child("ipBlock"), complaints);
            }

            if (peer.Count == 0)
            {
                complaints.Required(at, "must specify a peer");
            }
            else if (peer.Has("ipBlock") && peer.Count > 1)
            {
                complaints.Forbidden(at, "may not specify both ipBlock and another peer");
            }
        }
    }

    private static void Block(JsonObject block, FieldLocation where, Complaints complaints)
    {
        if (block.Text("cidr") is not { Length: > 0 } cidr)
        {
            return;
        }

        if (AddressBlock.Parse(cidr) is not { } whole)
        {
            complaints.Invalid(where.Child("cidr"), cidr, NameRules.Cidr(""));
            return;
        }

        var index = 0;
        foreach (var except in block.Items("except"))
        {
            var text = except.AsText ?? "";
            var at = where.Child("except").Index(index++);
            if (AddressBlock.Parse(text) is not { } part)
            {
                complaints.Invalid(at, text, NameRules.Cidr(""));
            }
            else if (!whole.HasWithin(part))
            {
                complaints.Invalid(at, text, "must be a strict subset of `cidr`");
            }
        }
    }
}
