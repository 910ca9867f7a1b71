using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Schema.Trees;

namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>Finds the container that a request means.</summary>
internal static class PodContainers
{
    /// <summary>The one asked for, or the only one there is.</summary>
    /// <exception cref="ApiException">400: there are several and none was named, or there is no such container.</exception>
    public static string Choose(JsonObject pod, string asked)
    {
        var name = pod.Object("metadata").Text("name") ?? "";
        var containers = Names(pod, "containers");
        var others = (Init: Names(pod, "initContainers"), Ephemeral: Names(pod, "ephemeralContainers"));
        if (asked.Length > 0)
        {
            return containers.Contains(asked) || others.Init.Contains(asked) || others.Ephemeral.Contains(asked)
                ? asked
                : throw StatusErrors.BadRequest($"container {asked} is not valid for pod {name}");
        }

        if (containers.Count == 1)
        {
            return containers[0];
        }

        var message = $"a container name must be specified for pod {name}";
        message += containers.Count > 0 ? $", choose one of: [{string.Join(' ', containers)}]" : "";
        message += others.Init.Count > 0 ? $" or one of the init containers: [{string.Join(' ', others.Init)}]" : "";
        message += others.Ephemeral.Count > 0 ? $" or one of the ephemeral containers: [{string.Join(' ', others.Ephemeral)}]" : "";
        throw StatusErrors.BadRequest(message);
    }

    private static List<string> Names(JsonObject pod, string field) =>
        [.. pod.Object("spec").Objects(field).Select(container => container.Text("name") ?? "")];
}
