using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Ingress, IngressClass, NetworkPolicy, ServiceCIDR.</summary>
internal static class NetworkRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly string[] PathTypes = ["Exact", "ImplementationSpecific", "Prefix"];

    public static void Check(JsonObject value, string kind, Complaints complaints)
    {
        var spec = value.Object("spec") ?? [];
        switch (kind)
        {
            case "Ingress":
                Ingress(spec, complaints);
                break;
            case "NetworkPolicy":
                Policy(spec, complaints);
                break;
            case "ServiceCIDR":
                var index = 0;
                foreach (var cidr in spec.Items("cidrs"))
                {
                    complaints.Invalid(Spec.Child("cidrs").Index(index++), cidr, NameRules.Cidr(cidr.AsText ?? ""));
                }

                break;
            default:
                break;
        }
    }

    private static void Ingress(JsonObject spec, Complaints complaints)
    {
        if (!spec.Items("rules").Any() && !spec.Has("defaultBackend"))
        {
            complaints.Invalid(Spec, spec.Member("rules"), "either `defaultBackend` or `rules` must be specified");
        }

        Backend(spec.Object("defaultBackend"), Spec.Child("defaultBackend"), complaints);
        var index = 0;
        foreach (var rule in spec.Objects("rules"))
        {
            var at = Spec.Child("rules").Index(index++);
            if (rule.Text("host") is { Length: > 0 } host)
            {
                complaints.Invalid(at.Child("host"), host, host.Contains('*') ? NameRules.WildcardDnsSubdomain(host) : NameRules.DnsSubdomain(host));
            }

            if (rule.Object("http") is { } http)
            {
                Paths(http, at.Child("http", "paths"), complaints);
            }
        }
    }

    private static void Paths(JsonObject http, FieldLocation where, Complaints complaints)
    {
        if (!http.Items("paths").Any())
        {
            complaints.Required(where);
        }

        var index = 0;
        foreach (var path in http.Objects("paths"))
        {
            var at = where.Index(index++);
            var type = path.Text("pathType") ?? "";
            if (type.Length == 0)
            {
                complaints.Required(at.Child("pathType"), "pathType must be specified");
                continue;
            }

            if (!PathTypes.Contains(type))
            {
                complaints.NotSupported(at.Child("pathType"), type, PathTypes);
            }

            var text = path.Text("path") ?? "";
            if (!text.StartsWith('/') && (type is "Exact" or "Prefix" || (type == "ImplementationSpecific" && text.Length > 0)))
            {
                complaints.Invalid(at.Child("path"), text, "must be an absolute path");
            }

            Backend(path.Object("backend"), at.Child("backend"), complaints);
        }
    }

    private static void Backend(JsonObject? backend, FieldLocation where, Complaints complaints)
    {
        if (backend is null)
        {
            return;
        }

        var service = backend.Object("service");
        if (service is null == (backend.Object("resource") is null))
        {
            complaints.Invalid(where, "", service is null ? "resource or service backend is required" : "cannot set both resource and service backends");
            return;
        }

        if (service is null)
        {
            return;
        }

        var port = service.Object("port");
        var at = where.Child("service");
        if (service.Text("name") is { Length: > 0 } name)
        {
            complaints.Invalid(at.Child("name"), name, NameRules.Dns1035Label(name));
        }

        switch (port.Text("name") is { Length: > 0 }, port.Integer("number") is { } and not 0)
        {
            case (false, false):
                complaints.Required(where, "port name or number is required");
                break;
            case (true, true):
                complaints.Invalid(where, "", "cannot set both port name & port number");
                break;
            case (true, _):
                complaints.Invalid(at.Child("port", "name"), port.Member("name"), NameRules.PortName(port.Text("name")!));
                break;
            default:
                complaints.Invalid(at.Child("port", "number"), port.Member("number"), NameRules.PortNumber(port.Integer("number")!.Value));
                break;
        }
    }

    private static void Policy(JsonObject spec, Complaints complaints)
    {
        _ = SelectorRules.Check(spec.Object("podSelector"), Spec.Child("podSelector"), complaints);
        foreach (var (direction, peers) in new[] { ("ingress", "from"), ("egress", "to") })
        {
            var index = 0;
            foreach (var rule in spec.Objects(direction))
            {
                var at = Spec.Child(direction).Index(index++);
                PolicyPorts(rule, at.Child("ports"), complaints);
                Peers(rule, peers, at.Child(peers), complaints);
            }
        }

        if (spec.Items("policyTypes").Count() > 2)
        {
            complaints.Invalid(Spec.Child("policyTypes"), spec.Member("policyTypes"), "may not specify more than two policyTypes");
        }
    }

    private static void PolicyPorts(JsonObject rule, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        foreach (var port in rule.Objects("ports"))
        {
            var at = where.Index(index++);
            if (port.Has("port"))
            {
                NumberRules.Port(port.Member("port"), at.Child("port"), complaints);
            }

            if (port.Integer("endPort") is { } end && (port.Integer("port") is not { } start || end < start))
            {
                complaints.Invalid(at.Child("endPort"), end, "must be greater than or equal to `port`");
            }
        }
    }

    private static void Peers(JsonObject rule, string list, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        foreach (var peer in rule.Objects(list))
        {
            var at = where.Index(index++);
            if (peer.Count == 0)
            {
                complaints.Required(at, "must specify a peer");
            }

            if (peer.Has("ipBlock") && peer.Count > 1)
            {
                complaints.Forbidden(at, "may not specify both ipBlock and another peer");
            }

            if (peer.Object("ipBlock").Text("cidr") is { Length: > 0 } cidr)
            {
                complaints.Invalid(at.Child("ipBlock", "cidr"), cidr, NameRules.Cidr(cidr));
            }

            foreach (var selector in new[] { "podSelector", "namespaceSelector" })
            {
                _ = SelectorRules.Check(peer.Object(selector), at.Child(selector), complaints);
            }
        }
    }
}
