using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>
/// Passes a request, which is authenticated and authorized, on to the server that answers for its group, with the names of who asks in
/// headers. Its answer streams back as it comes.
/// </summary>
internal static class ExtensionProxy
{
    private const int BufferBytes = 16 * 1024;

    // Between two neighbours only, or this server's own business (RFC 9110, section 7.6.1).
    private static readonly HashSet<string> NotPassedOn = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Host", "Authorization", "Content-Length", "Audit-Id",
    };

    public static async Task HandleAsync(HttpContext context, ExtensionServer server)
    {
        if (!server.IsAvailable)
        {
            throw StatusErrors.ServiceUnavailable("service unavailable", retryAfterSeconds: 1);
        }

        if (context.Request.Headers.Upgrade.Count > 0)
        {
            throw StatusErrors.BadRequest("connections to aggregated servers cannot be upgraded");
        }

        using var message = MessageFor(context, server);
        using var answer = await SendAsync(context, server, message);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!NotPassedOn.Contains(name))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        context.Response.ContentLength = answer.Content.Headers.ContentLength;
        await CopyAsync(context, answer);
    }

    private static HttpRequestMessage MessageFor(HttpContext context, ExtensionServer server)
    {
        var request = context.Request;
        var target = new Uri(server.Address.Url, request.Path.ToUriComponent() + request.QueryString.ToUriComponent());
        var message = new HttpRequestMessage(new HttpMethod(request.Method), target);
        if (HasBody(context))
        {
            message.Content = new StreamContent(request.Body);
            message.Content.Headers.ContentLength = request.ContentLength;
        }

        foreach (var (name, values) in request.Headers)
        {
            // Who asks is this server's to say.
            if (NotPassedOn.Contains(name) || name.StartsWith("X-Remote-", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase) || name.StartsWith(':'))
            {
                continue;
            }

            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        AddCaller(message, context.Caller, server);
        return message;
    }

    private static void AddCaller(HttpRequestMessage message, UserInfo caller, ExtensionServer server)
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

    private static bool HasBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>() is { } detection
        ? detection.CanHaveBody
        : context.Request.ContentLength is > 0 || context.Request.Headers.ContentType.Count > 0;

    private static async Task<HttpResponseMessage> SendAsync(HttpContext context, ExtensionServer server, HttpRequestMessage message)
    {
        try
        {
            return await server.Client.SendAsync(message, context.RequestAborted);
        }
        catch (HttpRequestException error)
        {
            throw new ApiException(
                StatusErrors.ServiceUnavailable($"error trying to reach service: {(error.InnerException ?? error).Message}", retryAfterSeconds: 1).Status, error);
        }
    }

    private static async Task CopyAsync(HttpContext context, HttpResponseMessage answer)
    {
        await using var from = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        var to = context.Response.BodyWriter;
        await context.Response.StartAsync(context.RequestAborted);
        await to.FlushAsync(context.RequestAborted);
        while (await from.ReadAsync(to.GetMemory(BufferBytes), context.RequestAborted) is var read and > 0)
        {
            // A watch is of no use to a client that has to wait for the next event to see this one.
            to.Advance(read);
            await to.FlushAsync(context.RequestAborted);
        }
    }
}
