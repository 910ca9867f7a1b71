using System.Globalization;
using System.Text;
using k8s.Models;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Reads the facts about itself that a pod may ask for.</summary>
internal static class DownwardFields
{
    /// <summary>The value of a field path, or null when pods cannot ask for it.</summary>
    public static string? Find(V1Pod pod, string path)
    {
        if (Subscript(path, "metadata.labels") is { } label)
        {
            return pod.Metadata.Labels?.TryGetValue(label, out var value) is true ? value : "";
        }

        if (Subscript(path, "metadata.annotations") is { } annotation)
        {
            return pod.Metadata.Annotations?.TryGetValue(annotation, out var value) is true ? value : "";
        }

        return path switch
        {
            "metadata.name" => pod.Metadata.Name,
            "metadata.namespace" => pod.Metadata.NamespaceProperty,
            "metadata.uid" => pod.Metadata.Uid,
            "metadata.labels" => Lines(pod.Metadata.Labels),
            "metadata.annotations" => Lines(pod.Metadata.Annotations),
            "spec.nodeName" => pod.Spec.NodeName ?? "",
            "spec.serviceAccountName" => pod.Spec.ServiceAccountName ?? "",
            "status.hostIP" => pod.Status?.HostIP ?? "",
            "status.hostIPs" => string.Join(',', (pod.Status?.HostIPs ?? []).Select(ip => ip.Ip)),
            "status.podIP" => pod.Status?.PodIP ?? "",
            "status.podIPs" => string.Join(',', (pod.Status?.PodIPs ?? []).Select(ip => ip.Ip)),
            _ => null,
        };
    }

    /// <summary>A container's request or limit in units of the divisor, rounded up. Without a limit it is all that the node has.</summary>
    public static string? Find(V1Pod pod, string containerName, V1ResourceFieldSelector selector, IDictionary<string, ResourceQuantity> allocatable)
    {
        var container = pod.FindContainer(selector.ContainerName is { Length: > 0 } other ? other : containerName);
        var (kind, name) = selector.Resource.Split('.', 2) is [var first, var second] ? (first, second) : ("", "");
        if (container is null || kind is not ("limits" or "requests"))
        {
            return null;
        }

        var amounts = kind is "limits" ? container.Resources?.Limits : container.Resources?.Requests;
        var amount = ResourceAmounts.Amount(amounts, name);
        if (amount == 0 && kind is "limits")
        {
            amount = ResourceAmounts.Amount(allocatable, name);
        }

        var divisor = selector.Divisor?.ToDecimal() is > 0 and var given ? given : 1;
        return Math.Ceiling(amount / divisor).ToString(CultureInfo.InvariantCulture);
    }

    private static string? Subscript(string path, string field) =>
        path.StartsWith(field, StringComparison.Ordinal) && path.AsSpan(field.Length) is ['[', '\'' or '"', .. var key, '\'' or '"', ']'] ? key.ToString() : null;

    private static string Lines(IDictionary<string, string>? pairs)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in (pairs ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (text.Length > 0)
            {
                text.Append('\n');
            }

            text.Append(key).Append("=\"").Append(value.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        }

        return text.ToString();
    }
}
