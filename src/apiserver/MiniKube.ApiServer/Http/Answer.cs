using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Negotiation;

namespace MiniKube.ApiServer.Http;

/// <summary>Small whole answers.</summary>
internal static class Answer
{
    public const string Json = "application/json";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true };

    public static Task StatusAsync(HttpContext context, ApiStatus status)
    {
        if (status.Details?.RetryAfterSeconds is > 0 and var seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString();
        }

        var buffer = new ArrayBufferWriter<byte>(512);
        var encoding = Offer.Document.Find(context.Request.Headers.Accept.ToString())?.Encoding ?? WireEncoding.Json;
        if (encoding != WireEncoding.Json)
        {
            DocumentEncoder.Write(StatusJson.ToBytes(status), DocumentEncoder.StatusKind, encoding, buffer);
            return BytesAsync(context, status.Code, AcceptedType.MediaType(encoding), buffer.WrittenMemory);
        }

        using (var json = new Utf8JsonWriter(buffer, IsPretty(context.Request) ? Indented : Compact))
        {
            StatusJson.Write(status, json);
        }

        buffer.Write("\n"u8);
        return BytesAsync(context, status.Code, Json, buffer.WrittenMemory);
    }

    /// <summary>Go's plain error: text, a line end, and no guessing of the type.</summary>
    public static Task TextAsync(HttpContext context, int code, string text)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return BytesAsync(context, code, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));
    }

    public static Task PageNotFoundAsync(HttpContext context) => TextAsync(context, StatusCodes.Status404NotFound, "404 page not found\n");

    public static async Task BytesAsync(HttpContext context, int code, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = code;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>True when indented JSON is asked for, or a person is reading.</summary>
    public static bool IsPretty(HttpRequest request)
    {
        if (request.Query.TryGetValue("pretty", out var asked))
        {
            return asked[0] is not ("false" or "0");
        }

        var agent = request.Headers.UserAgent.ToString();
        return agent.StartsWith("curl", StringComparison.Ordinal)
            || agent.StartsWith("Wget", StringComparison.Ordinal)
            || agent.StartsWith("Mozilla/5.0", StringComparison.Ordinal);
    }
}
