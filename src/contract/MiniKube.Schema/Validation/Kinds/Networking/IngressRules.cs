using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Networking;

/// <summary>Ingress.</summary>
internal static class IngressRules
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly string[] PathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
    private static readonly string[] BrokenParts = ["//", "/./", "/../", "%2f", "%2F"];
    private static readonly string[] BrokenEnds = ["/..", "/."];

    /// <param name="ingress">The object.</param>
    /// <param name="old">As it was before an update; null for a new one, of which also the old annotation is looked at.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    public static void Check(JsonObject ingress, JsonObject? old, Complaints complaints)
    {
        var spec = ingress.Object("spec") ?? [];
        if (spec.List("rules") is not { Count: > 0 } && !spec.Has("defaultBackend"))
        {
            complaints.Invalid(Spec, spec.Member("rules"), "either `defaultBackend` or `rules` must be specified");
        }

        Backend(spec.Object("defaultBackend"), Spec.Child("defaultBackend"), complaints);
        Rules(spec, complaints);
        CheckTls(spec, complaints);
        FieldRules.Text(spec, "ingressClassName", Spec, complaints, NameRules.DnsSubdomain);
        if (old is null && spec.Text("ingressClassName") is { } named
            && ingress.At("metadata", "annotations").Text(ClassAnnotation) is { } annotated && annotated != named)
        {
            complaints.Invalid(FieldLocation.Root("annotations").Child(ClassAnnotation), annotated, "must match `ingressClassName` when both are specified");
        }
    }

    private static void Rules(JsonObject spec, Complaints complaints)
    {
        var index = 0;
        foreach (var rule in spec.Objects("rules"))
        {
            var at = Spec.Child("rules").Index(index++);
            if (rule.Text("host") is { Length: > 0 } host)
            {
                if (NameRules.IpAddress(host).IsEmpty)
                {
                    complaints.Invalid(at.Child("host"), host, "must be a DNS name, not an IP address");
                }

                FieldRules.Text(rule, "host", at, complaints, Host);
            }

            if (rule.Object("http") is { } http)
            {
                Paths(http, at.Child("http", "paths"), complaints);
            }
        }
    }

    private static ImmutableArray<string> Host(string host) =>
        host.Contains('*', StringComparison.Ordinal) ? NameRules.WildcardDnsSubdomain(host) : NameRules.DnsSubdomain(host);

    private static void CheckTls(JsonObject spec, Complaints complaints)
    {
        var index = 0;
        foreach (var item in spec.Objects("tls"))
        {
            var at = Spec.Child("tls").Index(index++);
            FieldRules.Texts(item, "hosts", at, complaints, Host);
            FieldRules.Text(item, "secretName", at, complaints, NameRules.DnsSubdomain);
        }
    }

    private static void Paths(JsonObject http, FieldLocation where, Complaints complaints)
    {
        if (http.List("paths") is not { Count: > 0 })
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

            PathText(path.Text("path") ?? "", type, at.Child("path"), complaints);
            Backend(path.Object("backend") ?? [], at.Child("backend"), complaints);
        }
    }

    private static void PathText(string path, string type, FieldLocation where, Complaints complaints)
    {
        var isExact = type is "Exact" or "Prefix";
        if (!path.StartsWith('/') && (isExact || (type == "ImplementationSpecific" && path.Length > 0)))
        {
            complaints.Invalid(where, path, "must be an absolute path");
        }

        if (!isExact)
        {
            return;
        }

        foreach (var part in BrokenParts)
        {
            if (path.Contains(part, StringComparison.Ordinal))
            {
                complaints.Invalid(where, path, $"must not contain '{part}'");
            }
        }

        foreach (var end in BrokenEnds)
        {
            if (path.EndsWith(end, StringComparison.Ordinal))
            {
                complaints.Invalid(where, path, $"cannot end with '{end}'");
            }
        }
    }

    private static void Backend(JsonObject? backend, FieldLocation where, Complaints complaints)
    {
        if (backend is null)
        {
            return;
        }

        var (service, resource) = (backend.Object("service"), backend.Object("resource"));
        if (service is null == resource is null)
        {
            complaints.Invalid(where, "", service is null ? "resource or service backend is required" : "cannot set both resource and service backends");
        }
        else if (service is null)
        {
            FieldRules.TypedReference(resource, where.Child("resource"), complaints);
        }
        else
        {
            Service(service, where, complaints);
        }
    }

    private static void Service(JsonObject service, FieldLocation backend, Complaints complaints)
    {
        var port = service.Object("port");
        var at = backend.Child("service");
        FieldRules.Text(service, "name", at, complaints, NameRules.Dns1035Label);
        switch (port.Text("name") is { Length: > 0 }, port.Integer("number") is { } and not 0)
        {
            case (false, false):
                complaints.Required(backend, "port name or number is required");
                break;
            case (true, true):
                complaints.Invalid(backend, "", "cannot set both port name & port number");
                break;
            case (true, _):
                complaints.Invalid(at.Child("port", "name"), port.Text("name")!, NameRules.PortName(port.Text("name")!));
                break;
            default:
                complaints.Invalid(at.Child("port", "number"), port.Member("number"), NameRules.PortNumber(port.Integer("number")!.Value));
                break;
        }
    }
}
