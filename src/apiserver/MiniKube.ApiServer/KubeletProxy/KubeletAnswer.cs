using System.Net;
using System.Text;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>Turns a kubelet's refusal into one of ours.</summary>
internal static class KubeletAnswer
{
    private const int MessageBytesMax = 2048;

    public static async ValueTask<ApiException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await ReadTextAsync(response, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.BadRequest => StatusErrors.BadRequest(text),
            HttpStatusCode.Forbidden => new ApiException(new ApiStatus { Code = 403, Reason = StatusReason.Forbidden, Message = text, Details = new StatusDetails() }),
            HttpStatusCode.InternalServerError => StatusErrors.InternalError(text),
            HttpStatusCode.NotFound => new ApiException(new ApiStatus
            {
                Code = 404,
                Reason = StatusReason.NotFound,
                Message = $"the server could not find the requested resource: {text}",
                Details = new StatusDetails(),
            }),
            var code => StatusErrors.InternalError($"the kubelet answered {(int)code}: {text}"),
        };
    }

    /// <summary>The kubelet could not be reached at all.</summary>
    public static ApiException Unreachable(string nodeName, Exception fault) =>
        StatusErrors.InternalError($"cannot reach the kubelet of node \"{nodeName}\": {(fault.InnerException ?? fault).Message}");

    private static async ValueTask<string> ReadTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MessageBytesMax];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length).Trim();
    }
}
