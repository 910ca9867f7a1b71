using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Containers;

/// <summary>What a variable or a file may tell of the pod it is in: its fields, and the resources of its containers.</summary>
internal static class FieldSourceRules
{
    private static readonly FrozenSet<string> KnownFields = new[]
    {
        "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.restartPolicy",
        "spec.serviceAccountName", "spec.schedulerName", "spec.hostNetwork", "status.phase", "status.hostIP", "status.hostIPs", "status.podIP",
        "status.podIPs", "spec.host",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Resources = new[]
    {
        "limits.cpu", "limits.memory", "limits.ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> CpuDivisors = new[] { "1m", "1" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> ByteDivisors = new[]
    {
        "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <param name="source">The <c>fieldRef</c>; that it has a path is the schema's rule.</param>
    /// <param name="allowed">The fields that can be told here.</param>
    /// <param name="where">Its place.</param>
    /// <param name="complaints">Where complaints go.</param>
    public static void Field(JsonObject source, FrozenSet<string> allowed, FieldLocation where, Complaints complaints)
    {
        if (source.Text("fieldPath") is not { Length: > 0 } path)
        {
            return;
        }

        var version = source.Text("apiVersion") ?? "";
        if (version.Length == 0)
        {
            complaints.Required(where.Child("apiVersion"));
            return;
        }

        var open = path.IndexOf("['", StringComparison.Ordinal);
        var hasKey = open > 0 && path.Length >= open + 4 && path.EndsWith("']", StringComparison.Ordinal);
        var field = hasKey ? path[..open] : path;
        if (Unknown(version, path, field, hasKey) is { } why)
        {
            complaints.Invalid(where.Child("fieldPath"), path, $"error converting fieldPath: {why}");
        }
        else if (hasKey)
        {
            var key = path[(open + 2)..^2];
            if (NameRules.QualifiedName(field == "metadata.annotations" ? key.ToLowerInvariant() : key) is { IsEmpty: false } whys)
            {
                complaints.Invalid(where, field == "metadata.annotations" ? key.ToLowerInvariant() : key, whys);
            }
        }
        else if (!allowed.Contains(field == "spec.host" ? "spec.nodeName" : field))
        {
            complaints.NotSupported(where.Child("fieldPath"), field, allowed.Order(StringComparer.Ordinal));
        }
    }

    public static void Resource(JsonObject source, bool isOfVolume, FieldLocation where, Complaints complaints)
    {
        var name = source.Text("resource") ?? "";
        if (isOfVolume && string.IsNullOrEmpty(source.Text("containerName")))
        {
            complaints.Required(where.Child("containerName"));
        }
        else if (name.Length > 0 && !Resources.Contains(name) && !IsOfHugePages(name))
        {
            complaints.NotSupported(where.Child("resource"), name, Resources.Order(StringComparer.Ordinal));
        }

        if (source.Text("divisor") is { } divisor and not "0" && Quantity.TryParse(divisor, out var parsed) && !parsed.IsZero)
        {
            Divisor(name, parsed.ToString(), where, complaints);
        }
    }

    private static void Divisor(string name, string divisor, FieldLocation where, Complaints complaints)
    {
        var what = name switch
        {
            "limits.cpu" or "requests.cpu" => "cpu",
            "limits.memory" or "requests.memory" => "memory",
            "limits.ephemeral-storage" or "requests.ephemeral-storage" => "local ephemeral storage",
            _ when IsOfHugePages(name) => "hugepages",
            _ => null,
        };
        if (what == "cpu" && !CpuDivisors.Contains(divisor))
        {
            complaints.Invalid(where.Child("divisor"), name, "only divisor's values 1m and 1 are supported with the cpu resource");
        }
        else if (what is not (null or "cpu") && !ByteDivisors.Contains(divisor))
        {
            complaints.Invalid(
                where.Child("divisor"),
                name,
                $"only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the {what} resource");
        }
    }

    private static string? Unknown(string version, string path, string field, bool hasKey) =>
        version != "v1" ? $"unsupported pod version: {version}"
        : hasKey && field is not ("metadata.annotations" or "metadata.labels") ? $"field label does not support subscript: {path}"
        : !KnownFields.Contains(field) ? $"field label not supported: {path}"
        : null;

    private static bool IsOfHugePages(string name) =>
        name.StartsWith("requests.hugepages-", StringComparison.Ordinal) || name.StartsWith("limits.hugepages-", StringComparison.Ordinal);
}
