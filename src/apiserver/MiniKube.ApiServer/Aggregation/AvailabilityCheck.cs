using System.Collections.Immutable;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Services;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Finds out whether an aggregated server can be reached, and what it serves: first whether anything is behind its Service, then by asking it.</summary>
internal sealed class AvailabilityCheck(ServiceBackends backends, TimeProvider time)
{
    /// <summary>One endpoint of several may be ill; each time another one may be drawn.</summary>
    private const int AttemptsMax = 3;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <returns>What it serves; null when it cannot be reached.</returns>
    public async ValueTask<(Availability Availability, ImmutableArray<ResourceDefinition>? Resources)> AskAsync(
        ExtensionServer server, CancellationToken cancellationToken)
    {
        if (await BackendsFaultAsync(server, cancellationToken) is { } fault)
        {
            return (fault, null);
        }

        using var limit = new CancellationTokenSource(Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (Availability.Passed, await ExtensionDiscovery.AskAsync(server, both.Token));
            }
            catch (HttpRequestException error)
            {
                if (attempt == AttemptsMax)
                {
                    return (Failed(server, (error.InnerException ?? error).Message), null);
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (Failed(server, "no answer in time"), null);
            }
        }
    }

    private static Availability Failed(ExtensionServer server, string why) => new(
        "False", "FailedDiscoveryCheck", $"failing or missing response from {new Uri(server.Address.Url, $"/apis/{server.Version}")}: {why}");

    /// <summary>What is wrong behind the Service; null when somebody is there to be asked.</summary>
    private async ValueTask<Availability?> BackendsFaultAsync(ExtensionServer server, CancellationToken cancellationToken)
    {
        var (name, port) = (server.Service, server.Address.Url.Port);
        var named = $"service/{name.Name} in \"{name.Namespace}\"";
        if (await backends.FindServiceAsync(name, cancellationToken) is not { } service)
        {
            return new Availability("False", "ServiceNotFound", $"{named} is not present");
        }

        var spec = service.Child("spec");
        if (spec.Text("type") is not ("" or "ClusterIP"))
        {
            return null;
        }

        if (spec.Objects("ports").FirstOrDefault(each => each.Integer("port") == port) is not { } servicePort)
        {
            return new Availability("False", "ServicePortError", $"{named} is not listening on port {port}");
        }

        var portName = servicePort.Text("name");
        return await backends.ReadyAsync(name, portName, cancellationToken) switch
        {
            null => new Availability("False", "EndpointsNotFound", $"cannot find endpointslices for {named}"),
            [] => new Availability("False", "MissingEndpoints", $"endpointslices for {named} have no addresses with port name \"{portName}\""),
            _ => null,
        };
    }
}
