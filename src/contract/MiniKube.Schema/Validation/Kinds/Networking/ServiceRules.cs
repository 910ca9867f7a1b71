using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Networking;

internal static class ServiceRules
{
    private const long StickySecondsMax = 86_400;
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly string[] Families = ["ipFamilies", "ipFamilyPolicy"];

    public static void Check(JsonObject service, Complaints complaints)
    {
        var spec = service.Object("spec") ?? [];
        var type = spec.Text("type");
        var isHeadless = spec.Text("clusterIP") == "None";
        if (!spec.Items("ports").Any() && !isHeadless && type != "ExternalName")
        {
            complaints.Required(Spec.Child("ports"));
        }

        ServiceTrafficRules.Check(spec, service.At("metadata", "annotations"), complaints);
        if (type is "NodePort" or "LoadBalancer" && isHeadless)
        {
            complaints.Invalid(Spec.Child("clusterIPs").Index(0), "None", $"may not be set to 'None' for {type} services");
        }

        if (type == "ExternalName")
        {
            ExternalName(spec, complaints);
        }

        MetadataRules.Labels(spec.Object("selector"), Spec.Child("selector"), complaints);
        Hints(service.At("metadata", "annotations"), complaints);
        Ports(spec, complaints);
        if (spec.Text("sessionAffinity") == "ClientIP")
        {
            Affinity(spec.Object("sessionAffinityConfig"), complaints);
        }

        if (spec.Text("clusterIP") is { Length: > 0 } address && !isHeadless)
        {
            complaints.Invalid(Spec.Child("clusterIPs").Index(0), address, NameRules.IpAddress(address));
        }

        var index = 0;
        foreach (var external in spec.Items("externalIPs"))
        {
            var (at, text) = (Spec.Child("externalIPs").Index(index++), external.AsText ?? "");
            if (NameRules.IpAddress(text) is { IsEmpty: false } whys)
            {
                complaints.Invalid(at, text, whys);
            }
            else
            {
                AddressRules.NotSpecial(text, at, complaints);
            }
        }
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        if (after.Text("type") == "ExternalName" || before.Text("type") == "ExternalName" || string.IsNullOrEmpty(before.Text("clusterIP")))
        {
            return;
        }

        if (after.Text("clusterIP") != before.Text("clusterIP"))
        {
            complaints.Invalid(Spec.Child("clusterIPs").Index(0), after.Member("clusterIPs") ?? new JsonArray(after.Text("clusterIP")), "may not change once set");
        }
    }

    private static void ExternalName(JsonObject spec, Complaints complaints)
    {
        if (spec.Text("clusterIP") is { Length: > 0 })
        {
            complaints.Forbidden(Spec.Child("clusterIPs"), "may not be set for ExternalName services");
        }

        foreach (var field in Families.Where(field => spec.Has(field)))
        {
            complaints.Forbidden(Spec.Child(field), "may not be set for ExternalName services");
        }

        if (spec.Text("externalName") is not { Length: > 0 } name)
        {
            complaints.Required(Spec.Child("externalName"));
            return;
        }

        complaints.Invalid(Spec.Child("externalName"), name, NameRules.DnsSubdomain(name.EndsWith('.') ? name[..^1] : name));
    }

    private static void Hints(JsonObject? annotations, Complaints complaints)
    {
        const string Old = "service.kubernetes.io/topology-aware-hints";
        const string New = "service.kubernetes.io/topology-mode";
        if (annotations.Text(New) is { } mode && annotations.Text(Old) is { } hints && mode != hints)
        {
            complaints.Invalid(
                FieldLocation.Root("metadata").Child("annotations").Key(New), mode, $"must match annotations[{Old}] when both are specified");
        }
    }

    private static void Affinity(JsonObject? config, Complaints complaints)
    {
        const string Why = "when session affinity type is ClientIP";
        var where = Spec.Child("sessionAffinityConfig");
        if (config is null)
        {
            complaints.Required(where, Why);
        }
        else if (config.Object("clientIP") is not { } clients)
        {
            complaints.Required(where.Child("clientIP"), Why);
        }
        else if (clients.Integer("timeoutSeconds") is not { } seconds)
        {
            complaints.Required(where.Child("clientIP", "timeoutSeconds"), Why);
        }
        else if (seconds is <= 0 or > StickySecondsMax)
        {
            complaints.Invalid(where.Child("clientIP", "timeoutSeconds"), seconds, $"must be greater than 0 and less than {StickySecondsMax}");
        }
    }

    private static void Ports(JsonObject spec, Complaints complaints)
    {
        var count = spec.Items("ports").Count();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var ports = new HashSet<string>(StringComparer.Ordinal);
        var nodePorts = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var port in spec.Objects("ports"))
        {
            var at = Spec.Child("ports").Index(index++);
            Name(port, count > 1, at.Child("name"), names, complaints);
            complaints.Invalid(at.Child("port"), port.Member("port") ?? 0, NameRules.PortNumber(port.Integer("port") ?? 0));
            NumberRules.Port(port.Member("targetPort"), at.Child("targetPort"), complaints);
            if (port.Text("appProtocol") is { } protocol)
            {
                complaints.Invalid(at.Child("appProtocol"), protocol, NameRules.QualifiedName(protocol));
            }

            if (spec.Text("type") is "ClusterIP" && port.Integer("nodePort") is > 0)
            {
                complaints.Forbidden(at.Child("nodePort"), "may not be used when `type` is 'ClusterIP'");
            }

            if (port.Integer("nodePort") is > 0 and var taken && !nodePorts.Add($"{port.Text("protocol")}/{taken}"))
            {
                complaints.Duplicate(at.Child("nodePort"), taken);
            }

            if (!ports.Add($"{port.Text("protocol")}/{port.Integer("port")}"))
            {
                complaints.Duplicate(at, new JsonObject { ["protocol"] = port.Text("protocol"), ["port"] = port.Integer("port") });
            }
        }
    }

    private static void Name(JsonObject port, bool isRequired, FieldLocation where, HashSet<string> names, Complaints complaints)
    {
        if (port.Text("name") is not { Length: > 0 } name)
        {
            if (isRequired)
            {
                complaints.Required(where);
            }

            return;
        }

        complaints.Invalid(where, name, NameRules.DnsLabel(name));
        if (!names.Add(name))
        {
            complaints.Duplicate(where, name);
        }
    }
}
