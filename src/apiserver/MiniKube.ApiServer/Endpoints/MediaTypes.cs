using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Which media types bodies may have.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Yaml = "application/yaml";
    public const string JsonPatch = "application/json-patch+json";
    public const string MergePatch = "application/merge-patch+json";
    public const string StrategicMergePatch = "application/strategic-merge-patch+json";

    public const string ApplyPatch = "application/apply-patch+yaml";

    /// <summary>The type without parameters, in lower case; a missing one means JSON.</summary>
    public static string ContentType(HttpRequest request)
    {
        var type = request.ContentType ?? "";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        var bare = (end < 0 ? type : type[..end]).Trim().ToLowerInvariant();
        return bare.Length == 0 ? Json : bare;
    }

    public static ApiException Unsupported(params ReadOnlySpan<string> accepted) => new(new ApiStatus
    {
        Code = 415,
        Reason = StatusReason.UnsupportedMediaType,
        Message = $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted.ToArray())}",
    });
}
