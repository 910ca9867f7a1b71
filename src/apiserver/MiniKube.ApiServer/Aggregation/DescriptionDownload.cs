using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.OpenApi;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Asks an aggregated server how it describes its group and version.</summary>
internal static class DescriptionDownload
{
    private const int DocumentBytesMax = 16 * 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <param name="server">Whom.</param>
    /// <param name="known">What it said before; null when it was never asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The known description when nothing has changed.</returns>
    /// <exception cref="HttpRequestException">It cannot be reached, or what it sends is no document.</exception>
    public static async ValueTask<ExtensionDescription> AskAsync(ExtensionServer server, ExtensionDescription? known, CancellationToken cancellationToken)
    {
        var hash = await V3HashAsync(server, cancellationToken);
        using var response = await SendAsync(server, "/openapi/v2", known?.V2Tag ?? "", cancellationToken);
        if (known is not null && response.StatusCode == HttpStatusCode.NotModified)
        {
            return known.V3Hash == hash ? known : known with { V3Hash = hash };
        }

        if (await BodyAsync(response, cancellationToken) is not { } document)
        {
            return known is { V2: null } && known.V3Hash == hash ? known : new ExtensionDescription(server, null, "", hash);
        }

        return new ExtensionDescription(server, OpenApiPart.Of(document, server.Version), response.Headers.ETag?.ToString() ?? "", hash);
    }

    /// <summary>Null for a server that has no documents of the third version, or none of its own group.</summary>
    private static async ValueTask<string?> V3HashAsync(ExtensionServer server, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(server, "/openapi/v3", "", cancellationToken);
        var index = await BodyAsync(response, cancellationToken);
        if (index.Child("paths").Child($"apis/{server.Version}") is not { } entry)
        {
            return null;
        }

        var query = entry.Text("serverRelativeURL").Split('?', 2) is [_, var after] ? after : "";
        var hash = query.Split('&').FirstOrDefault(part => part.StartsWith("hash=", StringComparison.Ordinal));
        return hash is null ? "" : Uri.UnescapeDataString(hash["hash=".Length..]);
    }

    private static async ValueTask<HttpResponseMessage> SendAsync(ExtensionServer server, string path, string tag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address.Url, path));
        request.Headers.Add("X-Remote-User", "system:aggregator");
        request.Headers.Add("X-Remote-Group", "system:authenticated");
        request.Headers.Accept.ParseAdd("application/json");
        if (tag.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        return await server.Client.SendAsync(request, cancellationToken);
    }

    /// <returns>Null when the server has no such document.</returns>
    private static async ValueTask<JsonObject?> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.NotAcceptable or HttpStatusCode.Forbidden)
        {
            return null;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"bad status: {(int)response.StatusCode}");
        }

        await response.Content.LoadIntoBufferAsync(DocumentBytesMax, cancellationToken);
        try
        {
            return JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken), documentOptions: Options) as JsonObject;
        }
        catch (JsonException error)
        {
            throw new HttpRequestException($"the document is not JSON: {error.Message}", error);
        }
    }
}
