using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Forwarding;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>
/// Passes a request, which is authenticated and authorized, on to the server that answers for its group, with the names of who asks in
/// headers. Its answer streams back as it comes.
/// </summary>
internal sealed class ExtensionProxy(Forwarder forwarder)
{
    public async Task HandleAsync(HttpContext context, ExtensionServer server)
    {
        if (!server.IsAvailable)
        {
            throw StatusErrors.ServiceUnavailable("service unavailable", retryAfterSeconds: 1);
        }

        if (await forwarder.ForwardAsync(context, server.Client, new ExtensionMessage(context, server)) is { } error)
        {
            throw new ApiException(
                StatusErrors.ServiceUnavailable($"error trying to reach service: {(error.InnerException ?? error).Message}", retryAfterSeconds: 1).Status, error);
        }
    }
}
