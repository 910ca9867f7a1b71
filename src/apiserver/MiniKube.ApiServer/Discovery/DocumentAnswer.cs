using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MiniKube.ApiServer.Discovery;

/// <summary>Sends documents: not at all when the client has them, compressed where it may.</summary>
internal static class DocumentAnswer
{
    public static async Task SendAsync(HttpContext context, CachedDocument document, string contentType)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = document.Tag;
        response.Headers.Vary = "Accept, Accept-Encoding";
        if (HasIt(request, document))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = contentType;
        if (!document.IsCompressed || TakesGzip(request))
        {
            response.Headers.ContentEncoding = document.IsCompressed ? "gzip" : default;
            response.ContentLength = document.KeptLength;
            await SendBodyAsync(context, document.OpenKept());
        }
        else
        {
            response.ContentLength = document.Length;
            await SendBodyAsync(context, document.OpenPlain());
        }
    }

    private static async Task SendBodyAsync(HttpContext context, Stream body)
    {
        await using (body)
        {
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await body.CopyToAsync(context.Response.Body, context.RequestAborted);
            }
        }
    }

    private static bool HasIt(HttpRequest request, CachedDocument document) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var tags)
        && tags.Any(tag => tag.Tag == "*" || tag.Tag.Equals(document.Tag, StringComparison.Ordinal));

    private static bool TakesGzip(HttpRequest request) =>
        request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
}
