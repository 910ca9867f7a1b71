using System.Text.Json.Nodes;
using MiniKube.Api.Names;

namespace MiniKube.ApiServer.Services;

/// <summary>Reads Services and who is ready behind them: from their EndpointSlices; from their Endpoints where there are no slices.</summary>
internal sealed class ServiceBackends(IObjectReader objects, IObjectLists lists)
{
    private static readonly GroupVersionResource Services = new("", "v1", "services");
    private static readonly GroupVersionResource Endpoints = new("", "v1", "endpoints");
    private static readonly GroupVersionResource Slices = new("discovery.k8s.io", "v1", "endpointslices");

    public ValueTask<JsonObject?> FindServiceAsync(NamespacedName name, CancellationToken cancellationToken) =>
        objects.FindAsync(Services, name, cancellationToken);

    /// <param name="service">Its name.</param>
    /// <param name="portName">Of the Service's port; empty for the port without a name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when nobody has said anything about the Service's endpoints; empty when none is ready.</returns>
    public async ValueTask<IReadOnlyList<ServiceEndpoint>?> ReadyAsync(NamespacedName service, string portName, CancellationToken cancellationToken)
    {
        var slices = await lists.ListAsync(Slices, service.Namespace, $"kubernetes.io/service-name={service.Name}", cancellationToken);
        if (slices.Count > 0)
        {
            return [.. ServiceEndpoints.OfSlices(slices, portName)];
        }

        return await objects.FindAsync(Endpoints, service, cancellationToken) is { } endpoints
            ? [.. ServiceEndpoints.OfEndpoints(endpoints, portName)]
            : null;
    }
}
