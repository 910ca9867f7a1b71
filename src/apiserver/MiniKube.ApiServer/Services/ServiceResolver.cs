using MiniKube.Api.Determinism;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Services;

/// <summary>
/// Finds an address at which a Service can be reached from the server's machine: any of its ready endpoints, since the cluster address means
/// nothing where no service proxy runs; failing that the cluster address.
/// </summary>
internal sealed class ServiceResolver(ServiceBackends backends, IRandomSource random)
{
    /// <summary>One that reads the store.</summary>
    public static ServiceResolver Over(ObjectStorage storage, ServedResources resources, IRandomSource random)
    {
        var objects = new StoredObjects(storage, resources);
        return new ServiceResolver(new ServiceBackends(objects, objects), random);
    }

    /// <exception cref="HttpRequestException">There is no such Service, or nothing is behind it.</exception>
    public async ValueTask<(string Host, int Port)> ResolveAsync(NamespacedName name, int port, CancellationToken cancellationToken)
    {
        var service = await backends.FindServiceAsync(name, cancellationToken)
            ?? throw new HttpRequestException($"service \"{name.Name}\" not found in namespace {name.Namespace}");
        var spec = service.Child("spec");
        if (spec.Text("type") == "ExternalName")
        {
            return (spec.Text("externalName"), port);
        }

        var servicePort = spec.Objects("ports").FirstOrDefault(each => each.Integer("port") == port)
            ?? throw new HttpRequestException($"service \"{name.Name}\" has no port {port}");
        if (await backends.ReadyAsync(name, servicePort.Text("name"), cancellationToken) is { Count: > 0 } ready)
        {
            var endpoint = ready[random.Next(ready.Count)];
            return (endpoint.Address, endpoint.Port);
        }

        return spec.Text("clusterIP") is { Length: > 0 } address and not "None"
            ? (address, port)
            : throw new HttpRequestException($"no endpoints available for service \"{name.Name}\"");
    }
}
