using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;

namespace MiniKube.Kubelet.Serving.Access;

/// <summary>
/// In front of all that a node serves to the network: nobody is let in without a client certificate of the cluster or a token that the API
/// server knows, and everybody only where the API server says so. When it cannot be asked, nobody new is let in.
/// </summary>
internal sealed partial class KubeletGate(CallerReviews reviews, ILogger<KubeletGate> logger)
{
    private const string Bearer = "Bearer ";

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "/";
        try
        {
            if (await WhoAsync(context) is not { } caller)
            {
                await AnswerAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized");
                return;
            }

            var verb = NodeAttributes.VerbOf(context.Request.Method);
            var subresources = NodeAttributes.SubresourcesOf(path);
            if (!await reviews.IsAllowedAsync(caller, verb, subresources, context.RequestAborted))
            {
                await AnswerAsync(
                    context,
                    StatusCodes.Status403Forbidden,
                    $"Forbidden (user={caller.Name}, verb={verb}, resource=nodes, subresource(s)=[{string.Join(' ', subresources)}])\n");
                return;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ApiException)
        {
            LogNotAsked(e, path);
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, $"Authorization error: the API server cannot be asked: {e.Message}\n");
            return;
        }

        await next(context);
    }

    private async ValueTask<Caller?> WhoAsync(HttpContext context)
    {
        if (context.Connection.ClientCertificate is { } certificate)
        {
            return Caller.Of(certificate);
        }

        var sent = context.Request.Headers.Authorization.ToString();
        return sent.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && sent[Bearer.Length..].Trim() is { Length: > 0 } token
            ? await reviews.WhoIsAsync(token, context.RequestAborted)
            : null;
    }

    private static Task AnswerAsync(HttpContext context, int code, string text)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    [LoggerMessage(EventId = 10210, Level = LogLevel.Warning, Message = "Who asks for {Path} could not be found out")]
    private partial void LogNotAsked(Exception exception, string path);
}
