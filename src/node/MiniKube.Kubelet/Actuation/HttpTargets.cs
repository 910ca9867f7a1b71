using k8s.Models;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Resolves the addresses that probes and hooks name.</summary>
internal static class HttpTargets
{
    public static Uri Of(V1HTTPGetAction action, V1Container container, string? podIp)
    {
        var path = action.Path is { Length: > 0 } given ? given : "/";
        var host = Host(action.Host, podIp);
        // The path may carry a query, which UriBuilder would escape.
        var address = $"{(action.Scheme is "HTTPS" ? "https" : "http")}://{(host.Contains(':') ? $"[{host}]" : host)}:{Port(action.Port, container)}{(path.StartsWith('/') ? path : $"/{path}")}";
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : throw new ContainerConfigException($"\"{address}\" is not an address");
    }

    /// <summary>The host that the action names, else the pod's own address.</summary>
    /// <exception cref="ContainerConfigException">Neither is there.</exception>
    public static string Host(string? named, string? podIp) =>
        named is { Length: > 0 } ? named : podIp ?? throw new ContainerConfigException("the pod has no address yet");

    public static int Port(IntOrString port, V1Container container)
    {
        if (int.TryParse(port.Value, out var number))
        {
            return number;
        }

        return (container.Ports ?? []).FirstOrDefault(candidate => string.Equals(candidate.Name, port.Value, StringComparison.Ordinal))?.ContainerPort
            ?? throw new ContainerConfigException($"the container has no port named \"{port.Value}\"");
    }
}
