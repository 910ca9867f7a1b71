using System.Text.Json.Nodes;
using MiniKube.Api.Determinism;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Services;
using MiniKube.Schema.Trees;

namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>
/// Finds where the requests to a Service go: to any ready pod behind the port. An address that is not a pod's own is not gone to, as upstream:
/// who may write endpoints must not thereby reach what only this server reaches.
/// </summary>
internal sealed class ServiceTargets(IObjectReader objects, ServiceBackends backends, IRandomSource random)
{
    private static readonly GroupVersionResource Services = new("", "v1", "services");
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");

    /// <exception cref="ApiException">404: there is no such Service. 503: it has no such port, or nobody answers it.</exception>
    public async ValueTask<Uri> OriginAsync(ProxyName asked, string @namespace, CancellationToken cancellationToken)
    {
        var name = new NamespacedName(@namespace, asked.Name);
        var service = await backends.FindServiceAsync(name, cancellationToken) ?? throw StatusErrors.NotFound(Services.GroupResource, asked.Name);
        var ready = await backends.ReadyAsync(name, PortName(asked, service), cancellationToken) ?? [];
        var first = ready.Count == 0 ? 0 : random.Next(ready.Count);
        for (var offset = 0; offset < ready.Count; offset++)
        {
            var endpoint = ready[(first + offset) % ready.Count];
            if (await IsOfItsPodAsync(endpoint, @namespace, cancellationToken))
            {
                return ProxyAddress.Origin(asked.SchemeOrHttp, endpoint.Address, endpoint.Port);
            }
        }

        throw Unavailable($"no endpoints available for service \"{asked.Name}\"");
    }

    /// <summary>Endpoints know ports by name; a number is that of the Service.</summary>
    private static string PortName(ProxyName asked, JsonObject service)
    {
        if (!long.TryParse(asked.Port, out var number))
        {
            return asked.Port;
        }

        var port = service.Object("spec").Objects("ports").FirstOrDefault(each => each.Integer("port") == number)
            ?? throw Unavailable($"no service port {number} found for service \"{asked.Name}\"");
        return port.Text("name") ?? "";
    }

    private async ValueTask<bool> IsOfItsPodAsync(ServiceEndpoint endpoint, string @namespace, CancellationToken cancellationToken)
    {
        if (endpoint.Pod.Length == 0 || await objects.FindAsync(Pods, new NamespacedName(@namespace, endpoint.Pod), cancellationToken) is not { } pod)
        {
            return false;
        }

        var status = pod.Object("status");
        return status.Text("podIP") == endpoint.Address || status.Objects("podIPs").Any(each => each.Text("ip") == endpoint.Address);
    }

    private static ApiException Unavailable(string message) => StatusErrors.ServiceUnavailable(message, retryAfterSeconds: 1);
}
