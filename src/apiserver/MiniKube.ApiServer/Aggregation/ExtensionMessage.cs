using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Forwarding;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>A request to an aggregated server: it says who asks, in headers that the server believes this one.</summary>
internal sealed class ExtensionMessage(HttpContext context, ExtensionServer server)
    : ForwardedMessage(Address(server.Address.Url, context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent()))
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        AddCaller(proxyRequest, httpContext.Caller);
    }

    private void AddCaller(HttpRequestMessage message, UserInfo caller)
    {
        message.Headers.TryAddWithoutValidation("X-Remote-User", caller.Name);
        if (caller.Uid.Length > 0)
        {
            message.Headers.TryAddWithoutValidation("X-Remote-Uid", caller.Uid);
        }

        if (!caller.Groups.IsEmpty)
        {
            server.AddLines(message, "X-Remote-Group", caller.Groups);
        }

        foreach (var (key, values) in caller.Extra)
        {
            server.AddLines(message, $"X-Remote-Extra-{Uri.EscapeDataString(key)}", values);
        }
    }
}
