using System.Net;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using MiniKube.Api.Errors;

namespace MiniKube.Client.Api;

/// <summary>Reads refusals, in the API's form or in that of a proxy before it.</summary>
internal static class StatusReader
{
    // A refusal that is longer is not one of ours.
    private const int BodyBytesMax = 1024 * 1024;

    public static async Task<ApiStatus> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = await PooledBody.ReadAsync(stream, BodyBytesMax, cancellationToken);
        return Parse(body.Written) ?? FromCode(response.StatusCode, Encoding.UTF8.GetString(body.Written).Trim());
    }

    /// <summary>The Status in these bytes; null when they hold none.</summary>
    public static ApiStatus? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var model = JsonSerializer.Deserialize(utf8, SourceGenerationContext.Default.V1Status);
            return model is { Code: > 0 } ? From(model) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ApiStatus From(V1Status model) => new()
    {
        Code = model.Code ?? 0,
        Reason = model.Reason ?? "",
        Message = model.Message ?? "",
        ResourceVersion = model.Metadata?.ResourceVersion ?? "",
        Continue = model.Metadata?.ContinueProperty ?? "",
        Details = model.Details is { } details ? From(details) : null,
    };

    private static StatusDetails From(V1StatusDetails details) => new()
    {
        Name = details.Name ?? "",
        Group = details.Group ?? "",
        Kind = details.Kind ?? "",
        Uid = details.Uid ?? "",
        RetryAfterSeconds = details.RetryAfterSeconds ?? 0,
        Causes = details.Causes is { } causes
            ? [.. causes.Select(cause => new StatusCause(cause.Reason ?? "", cause.Message ?? "", cause.Field ?? ""))]
            : [],
    };

    private static ApiStatus FromCode(HttpStatusCode code, string text) => new()
    {
        Code = (int)code,
        Reason = code switch
        {
            HttpStatusCode.BadRequest => StatusReason.BadRequest,
            HttpStatusCode.Unauthorized => StatusReason.Unauthorized,
            HttpStatusCode.Forbidden => StatusReason.Forbidden,
            HttpStatusCode.NotFound => StatusReason.NotFound,
            HttpStatusCode.Conflict => StatusReason.Conflict,
            HttpStatusCode.Gone => StatusReason.Gone,
            HttpStatusCode.TooManyRequests => StatusReason.TooManyRequests,
            HttpStatusCode.ServiceUnavailable => StatusReason.ServiceUnavailable,
            HttpStatusCode.GatewayTimeout => StatusReason.Timeout,
            _ => StatusReason.InternalError,
        },
        Message = text.Length == 0 ? $"the server answered {(int)code} {code} without a Status" : text,
    };
}
