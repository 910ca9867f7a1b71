using System.Net;
using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Forwarding;

namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>A request to a pod, service or node and its answer: redirects and the links of pages lead back through the proxy.</summary>
internal sealed class ProxiedMessage(Uri origin, ProxyPath path, string query) : ForwardedMessage(Address(origin, path.Rest + query))
{
    // What a pod allows to pages of other origins is not this server's word.
    private static readonly string[] CrossOrigin =
    [
        "Access-Control-Allow-Credentials", "Access-Control-Allow-Headers", "Access-Control-Allow-Methods",
        "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Access-Control-Max-Age",
    ];

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        Set(proxyRequest, "X-Forwarded-Uri", path.Prefix + path.Rest);
        if (httpContext.Connection.RemoteIpAddress is { } caller)
        {
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", (caller.IsIPv4MappedToIPv6 ? caller.MapToIPv4() : caller).ToString());
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null || proxyResponse.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        }

        foreach (var name in CrossOrigin)
        {
            proxyResponse.Headers.Remove(name);
        }

        var links = new ProxyLinks(path.Prefix, origin, httpContext.Request.Host.Value ?? "");
        if (proxyResponse.Headers.NonValidated.TryGetValues("Location", out var location))
        {
            Set(proxyResponse, "Location", links.Rewrite(location.ToString()));
            return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        }

        return HttpMethods.IsHead(httpContext.Request.Method) || PageBody.Of(proxyResponse) is not { } page
            ? await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken)
            : await WriteAsync(page, links, httpContext, proxyResponse, cancellationToken);
    }

    /// <summary>Writes the page with its links changed, and says that the body has been seen to.</summary>
    private async ValueTask<bool> WriteAsync(
        PageBody page, ProxyLinks links, HttpContext context, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await base.TransformResponseAsync(context, answer, cancellationToken);
        context.Response.ContentLength = null;
        await page.WriteAsync(links, answer, context.Response.Body, cancellationToken);
        return false;
    }

    private static void Set(HttpRequestMessage message, string name, string value)
    {
        message.Headers.Remove(name);
        message.Headers.TryAddWithoutValidation(name, value);
    }

    private static void Set(HttpResponseMessage message, string name, string value)
    {
        message.Headers.Remove(name);
        message.Headers.TryAddWithoutValidation(name, value);
    }
}
