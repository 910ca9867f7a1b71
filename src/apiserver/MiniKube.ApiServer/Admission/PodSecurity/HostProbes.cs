using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.PodSecurity;

/// <summary>Of the baseline level since 1.34: probes and hooks ask the pod itself, not a host that it names (KEP-4940).</summary>
internal static class HostProbes
{
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];
    private static readonly string[] Hooks = ["postStart", "preStop"];
    private static readonly string[] Actions = ["httpGet", "tcpSocket"];

    public static string? Check(PodParts pod)
    {
        var bad = pod.ContainersThat(container => HandlersOf(container).Any(NamesHost));
        return bad.Count == 0 ? null : $"probe or lifecycle host ({PodParts.Named("container", bad)} must not set host in probes and lifecycle hooks)";
    }

    private static IEnumerable<JsonObject?> HandlersOf(JsonObject container) =>
        Probes.Select(container.Child).Concat(Hooks.Select(container.Child("lifecycle").Child));

    private static bool NamesHost(JsonObject? handler) => Actions.Any(action => handler.Child(action).Text("host").Length > 0);
}
