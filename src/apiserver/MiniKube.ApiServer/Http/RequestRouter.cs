using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Metrics;

namespace MiniKube.ApiServer.Http;

/// <summary>Gives a request, which is authenticated and authorized, to what answers it.</summary>
internal sealed class RequestRouter(ResourceRoutes routes, IResourceEndpoints resources, ForwardingEndpoints others, PathRoutes paths, RequestMetrics metrics)
{
    public Task AnswerAsync(HttpContext context, RequestScope scope)
    {
        var request = scope.Info!;
        if (routes.ExtensionOf(request) is { } extension)
        {
            scope.IsServed = true;
            return others.HandleAsync(context, extension);
        }

        if (!request.IsResourceRequest || !IsRooted(request) || !routes.HasGroup(request.Group))
        {
            return paths.AnswerAsync(context, scope);
        }

        var methods = routes.MethodsOf(request);
        if (methods is [])
        {
            throw StatusErrors.UnknownResource();
        }

        if (!methods.Contains(context.Request.Method))
        {
            context.Response.Headers.Allow = string.Join(", ", methods);
            throw StatusErrors.MethodNotAllowed();
        }

        scope.IsServed = true;
        return request.IsLongRunning ? HandleLongAsync(context, request) : HandleAsync(context, request);
    }

    private async Task HandleLongAsync(HttpContext context, RequestInfo request)
    {
        using var running = metrics.BeginLongRunning(request);
        await HandleAsync(context, request);
    }

    private Task HandleAsync(HttpContext context, RequestInfo request) =>
        ForwardingEndpoints.Answer(request) ? ForwardAsync(context, request) : resources.HandleAsync(context, request);

    /// <summary>All but reading a log is a connection, about which admission is asked.</summary>
    private async Task ForwardAsync(HttpContext context, RequestInfo request)
    {
        if (request.Subresource != "log")
        {
            await resources.AdmitConnectionAsync(context, request);
        }

        await others.HandleAsync(context, request);
    }

    /// <summary>False for <c>//api/v1/…</c>, which reads like a resource but is a path of its own, as upstream has it.</summary>
    private static bool IsRooted(RequestInfo request) => !request.Path.StartsWith("//", StringComparison.Ordinal);
}
