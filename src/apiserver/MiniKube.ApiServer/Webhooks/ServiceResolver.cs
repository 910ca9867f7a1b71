using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Webhooks;

/// <summary>
/// Finds an address at which a Service can be reached from the server's machine: one of its endpoints, since the cluster address means
/// nothing where no service proxy runs; failing that the cluster address.
/// </summary>
internal sealed class ServiceResolver(ObjectStorage storage, ServedResources resources)
{
    /// <exception cref="HttpRequestException">There is no such Service, or nothing is behind it.</exception>
    public async ValueTask<(string Host, int Port)> ResolveAsync(NamespacedName name, int port, CancellationToken cancellationToken)
    {
        var service = await FindAsync("services", name, cancellationToken)
            ?? throw new HttpRequestException($"service \"{name.Name}\" not found in namespace {name.Namespace}");
        var spec = service.Child("spec");
        if (spec.Text("type") == "ExternalName")
        {
            return (spec.Text("externalName"), port);
        }

        var servicePort = spec.Objects("ports").FirstOrDefault(each => each.Integer("port") == port)
            ?? throw new HttpRequestException($"service \"{name.Name}\" has no port {port}");
        if (Endpoint(await FindAsync("endpoints", name, cancellationToken), servicePort.Text("name")) is { } endpoint)
        {
            return endpoint;
        }

        return spec.Text("clusterIP") is { Length: > 0 } address and not "None"
            ? (address, port)
            : throw new HttpRequestException($"no endpoints available for service \"{name.Name}\"");
    }

    private static (string Host, int Port)? Endpoint(JsonObject? endpoints, string portName)
    {
        foreach (var subset in endpoints.Objects("subsets"))
        {
            var port = subset.Objects("ports").FirstOrDefault(each => each.Text("name") == portName).Integer("port");
            if (port is { } number && subset.Objects("addresses").FirstOrDefault().Text("ip") is { Length: > 0 } address)
            {
                return (address, (int)number);
            }
        }

        return null;
    }

    private async ValueTask<JsonObject?> FindAsync(string resource, NamespacedName name, CancellationToken cancellationToken)
    {
        var served = resources.Get(new GroupVersionResource("", "v1", resource));
        return await storage.FindAsync(served.Keys.For(name), cancellationToken) is { } stored ? served.Decode(stored) : null;
    }
}
