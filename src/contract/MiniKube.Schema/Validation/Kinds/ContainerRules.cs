using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Containers of all three sorts.</summary>
internal static class ContainerRules
{
    private static readonly string[] Lists = ["containers", "initContainers", "ephemeralContainers"];
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

    public static void CheckAll(JsonObject spec, FieldLocation where, HashSet<string> volumes, Complaints complaints)
    {
        if (!spec.Items("containers").Any())
        {
            complaints.Required(where.Child("containers"));
        }

        // One name space for all of them, since logs and exec go by the name.
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in Lists)
        {
            var index = 0;
            var hostPorts = new HashSet<string>(StringComparer.Ordinal);
            foreach (var container in spec.Objects(list))
            {
                var at = where.Child(list).Index(index++);
                Name(container, at, names, complaints);
                Check(container, list, at, volumes, complaints);
                Ports(container, at.Child("ports"), hostPorts, complaints);
            }
        }
    }

    /// <summary>A template may have such an image, since some are filled in later; a pod may not.</summary>
    public static void CheckImages(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        foreach (var list in Lists)
        {
            var index = 0;
            foreach (var container in spec.Objects(list))
            {
                var at = where.Child(list).Index(index++).Child("image");
                if (container.Text("image") is { } image && image.Trim().Length != image.Length)
                {
                    complaints.Invalid(at, image, "must not have leading or trailing whitespace");
                }
            }
        }
    }

    private static void Name(JsonObject container, FieldLocation where, HashSet<string> names, Complaints complaints)
    {
        // Without a name the shape has been complained about.
        if (container.Text("name") is not { Length: > 0 } name)
        {
            return;
        }

        complaints.Invalid(where.Child("name"), name, NameRules.DnsLabel(name));
        if (!names.Add(name))
        {
            Repeated(where.Child("name"), name, complaints);
        }
    }

    // Repetitions inside one list are reported with the shape.
    private static void Repeated(FieldLocation where, string name, Complaints complaints)
    {
        if (!complaints.ToImmutable().Any(cause => cause.Field == where.ToString()))
        {
            complaints.Duplicate(where, name);
        }
    }

    private static void Check(JsonObject container, string list, FieldLocation where, HashSet<string> volumes, Complaints complaints)
    {
        if (string.IsNullOrEmpty(container.Text("image")))
        {
            complaints.Required(where.Child("image"));
        }

        Environment(container, where, complaints);
        Mounts(container, where.Child("volumeMounts"), volumes, complaints);
        NumberRules.Resources(container.Object("resources"), where.Child("resources"), complaints);
        foreach (var hook in new[] { "postStart", "preStop" })
        {
            if (container.At("lifecycle", hook) is { } handler)
            {
                Handler(handler, where.Child("lifecycle", hook), complaints);
            }
        }

        foreach (var name in new[] { "livenessProbe", "readinessProbe", "startupProbe" })
        {
            Probe(container.Object(name), list == "initContainers" && container.Text("restartPolicy") != "Always", where.Child(name), name, complaints);
        }

        if (list != "initContainers" && container.Text("restartPolicy") is { Length: > 0 } && !container.Has("restartPolicyRules") && list == "ephemeralContainers")
        {
            complaints.Forbidden(where.Child("restartPolicy"), "may not be set for non-init containers");
        }
    }

    private static void Ports(JsonObject container, FieldLocation where, HashSet<string> hostPorts, Complaints complaints)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var port in container.Objects("ports"))
        {
            var at = where.Index(index++);
            if (port.Text("name") is { Length: > 0 } name)
            {
                complaints.Invalid(at.Child("name"), name, NameRules.PortName(name));
                if (!names.Add(name))
                {
                    complaints.Duplicate(at.Child("name"), name);
                }
            }

            if (port.Integer("containerPort") is null or 0)
            {
                complaints.Required(at.Child("containerPort"));
            }
            else
            {
                complaints.Invalid(at.Child("containerPort"), port.Member("containerPort"), NameRules.PortNumber(port.Integer("containerPort")!.Value));
            }

            if (port.Integer("hostPort") is { } hostPort and not 0)
            {
                complaints.Invalid(at.Child("hostPort"), hostPort, NameRules.PortNumber(hostPort));
                var key = $"{port.Text("protocol")}/{port.Text("hostIP")}/{hostPort}";
                if (!hostPorts.Add(key))
                {
                    complaints.Duplicate(at.Child("hostPort"), key);
                }
            }
        }
    }

    private static void Environment(JsonObject container, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        foreach (var variable in container.Objects("env"))
        {
            var at = where.Child("env").Index(index++);
            if (variable.Text("name") is { Length: > 0 } name)
            {
                complaints.Invalid(at.Child("name"), name, NameRules.EnvironmentVariableName(name));
            }

            if (variable.Object("valueFrom") is not { } source)
            {
                continue;
            }

            if (source.Count == 0)
            {
                complaints.Invalid(at.Child("valueFrom"), "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
            }
            else if (!string.IsNullOrEmpty(variable.Text("value")))
            {
                complaints.Invalid(at.Child("valueFrom"), "", "may not be specified when `value` is not empty");
            }
            else if (source.Count > 1)
            {
                complaints.Invalid(at.Child("valueFrom"), "", "may not have more than one field specified at a time");
            }
        }
    }

    private static void Mounts(JsonObject container, FieldLocation where, HashSet<string> volumes, Complaints complaints)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var mount in container.Objects("volumeMounts"))
        {
            var at = where.Index(index++);
            if (mount.Text("name") is { Length: > 0 } name && !volumes.Contains(name))
            {
                complaints.NotFound(at.Child("name"), name);
            }

            if (mount.Text("mountPath") is not { Length: > 0 } path)
            {
                complaints.Required(at.Child("mountPath"));
            }
            else if (!paths.Add(path))
            {
                complaints.Invalid(at.Child("mountPath"), path, "must be unique");
            }

            if (mount.Text("subPath") is { Length: > 0 } && mount.Text("subPathExpr") is { Length: > 0 })
            {
                complaints.Invalid(at.Child("subPathExpr"), mount.Member("subPathExpr"), "subPathExpr and subPath are mutually exclusive");
            }

            if (mount.Text("subPath") is { } inner && (inner.StartsWith('/') || inner.Split('/').Contains("..")))
            {
                complaints.Invalid(at.Child("subPath"), inner, inner.StartsWith('/') ? "must be a relative path" : "must not contain '..'");
            }
        }
    }

    private static void Probe(JsonObject? probe, bool isForbidden, FieldLocation where, string name, Complaints complaints)
    {
        if (probe is null)
        {
            return;
        }

        if (isForbidden)
        {
            complaints.Forbidden(where, "may not be set for init containers without restartPolicy=Always");
            return;
        }

        Handler(probe, where, complaints);
        NumberRules.NonNegative(probe, where, complaints, "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold");
        if (name != "readinessProbe" && probe.Integer("successThreshold") is { } threshold and not 1)
        {
            complaints.Invalid(where.Child("successThreshold"), threshold, "must be 1");
        }
    }

    private static void Handler(JsonObject handler, FieldLocation where, Complaints complaints)
    {
        var chosen = Handlers.Where(kind => handler.Object(kind) is not null).ToList();
        if (chosen.Count == 0)
        {
            complaints.Required(where, "must specify a handler type");
        }

        foreach (var extra in chosen.Skip(1))
        {
            complaints.Forbidden(where.Child(extra), "may not specify more than 1 handler type");
        }

        if (handler.Object("exec") is { } exec && !exec.Items("command").Any())
        {
            complaints.Required(where.Child("exec", "command"));
        }

        foreach (var kind in new[] { "httpGet", "tcpSocket", "grpc" })
        {
            if (handler.Object(kind) is { } target)
            {
                NumberRules.Port(target.Member("port"), where.Child(kind, "port"), complaints);
            }
        }
    }
}
