using System.Globalization;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Which media types bodies may have and answers are given in.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Yaml = "application/yaml";
    public const string JsonPatch = "application/json-patch+json";
    public const string MergePatch = "application/merge-patch+json";
    public const string StrategicMergePatch = "application/strategic-merge-patch+json";

    /// <summary>The form asked for by <c>Accept</c>; the entries are tried in the client's order, higher weights first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="allowsTable">False where there is no table form: reviews, scales.</param>
    /// <exception cref="ApiException">406: nothing that is accepted can be served.</exception>
    public static ResponseForm Negotiate(HttpRequest request, bool allowsTable)
    {
        var accept = request.Headers.Accept.ToString();
        if (accept.Length == 0 || accept is "*/*" or Json)
        {
            return ResponseForm.Object;
        }

        foreach (var entry in accept.Split(',').Select(text => text.Trim()).Where(text => text.Length > 0).OrderByDescending(Weight))
        {
            if (FormOf(entry, allowsTable) is { } form)
            {
                return form;
            }
        }

        throw new ApiException(new ApiStatus
        {
            Code = 406,
            Reason = StatusReason.NotAcceptable,
            Message = $"only the following media types are accepted: {Json}",
        });
    }

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

    private static ResponseForm? FormOf(string entry, bool allowsTable)
    {
        var parts = entry.Split(';');
        if (parts[0].Trim().ToLowerInvariant() is not (Json or "*/*" or "application/*"))
        {
            return null;
        }

        var asked = "";
        var version = "v1";
        var group = "meta.k8s.io";
        foreach (var part in parts.AsSpan(1))
        {
            var text = part.Trim();
            asked = text.StartsWith("as=", StringComparison.Ordinal) ? text[3..] : asked;
            version = text.StartsWith("v=", StringComparison.Ordinal) ? text[2..] : version;
            group = text.StartsWith("g=", StringComparison.Ordinal) ? text[2..] : group;
        }

        return asked switch
        {
            "" => ResponseForm.Object,
            _ when version is not ("v1" or "v1beta1") || group != "meta.k8s.io" => null,
            "Table" when allowsTable => ResponseForm.Table,
            "PartialObjectMetadata" or "PartialObjectMetadataList" when allowsTable => ResponseForm.Metadata,
            _ => null,
        };
    }

    private static double Weight(string entry)
    {
        var at = entry.IndexOf(";q=", StringComparison.Ordinal);
        return at >= 0 && double.TryParse(entry.AsSpan(at + 3), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) ? weight : 1;
    }
}
