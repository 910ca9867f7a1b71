using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Schema.Trees;

namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>Where the requests to a pod go: to its address, at the port named or the first that it declares.</summary>
internal static class PodTarget
{
    /// <exception cref="ApiException">400: the pod has no such address, or the port is none.</exception>
    public static Uri Origin(ProxyName asked, JsonObject pod)
    {
        if (asked is { Port.Length: > 0, PortNumber: null })
        {
            throw StatusErrors.BadRequest($"invalid pod request \"{asked.Name}:{asked.Port}\": the port must be a number");
        }

        return ProxyAddress.Origin(asked.SchemeOrHttp, pod.Object("status").Text("podIP") ?? "", asked.PortNumber ?? FirstPort(pod));
    }

    private static int? FirstPort(JsonObject pod) => (int?)pod.Object("spec").Objects("containers")
        .SelectMany(container => container.Objects("ports"))
        .Select(port => port.Integer("containerPort"))
        .FirstOrDefault(port => port is not null);
}
