using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Aggregation;
using MiniKube.ApiServer.Discovery;
using MiniKube.ApiServer.Http;
using MiniKube.Schema.OpenApi;

namespace MiniKube.ApiServer.OpenApi;

/// <summary>Answers <c>/openapi/v2</c>, <c>/openapi/v3</c> and the documents below the latter.</summary>
internal sealed class OpenApiEndpoint(ServedOpenApi served, ExtensionProxy extensions)
{
    private const string V3Prefix = "/openapi/v3/";

    /// <summary>In JSON, or in protobuf for the clients written in Go.</summary>
    public async Task AnswerV2Async(HttpContext context)
    {
        var documents = await served.CurrentAsync(context.RequestAborted);
        foreach (var type in Accepted(context.Request))
        {
            if (type is OpenApiV2Protobuf.MediaType or OpenApiV2Protobuf.AcceptedMediaType)
            {
                await DocumentAnswer.SendAsync(context, documents.V2Protobuf, OpenApiV2Protobuf.MediaType);
                return;
            }

            if (type is Answer.Json or "*/*" or "application/*")
            {
                await DocumentAnswer.SendAsync(context, documents.V2, Answer.Json);
                return;
            }
        }

        throw NotAcceptable(Answer.Json, OpenApiV2Protobuf.AcceptedMediaType);
    }

    public async Task AnswerIndexAsync(HttpContext context) =>
        await DocumentAnswer.SendAsync(context, (await served.CurrentAsync(context.RequestAborted)).Index, Answer.Json);

    /// <summary>One group and version. With the right hash in its address the answer never changes and may be kept for ever.</summary>
    public async Task AnswerVersionAsync(HttpContext context)
    {
        var documents = await served.CurrentAsync(context.RequestAborted);
        var path = context.Scope.Info!.Path[V3Prefix.Length..].TrimEnd('/');
        if (Parse(path) is { } version)
        {
            await (documents.FindServer(version) is { } server ? extensions.HandleAsync(context, server) : SendAsync(context, documents, version, path));
        }
        else
        {
            await Answer.PageNotFoundAsync(context);
        }
    }

    private static Task SendAsync(HttpContext context, OpenApiDocuments documents, GroupVersion version, string path)
    {
        if (documents.Find(version) is not { } document)
        {
            return Answer.PageNotFoundAsync(context);
        }

        if (!Accepted(context.Request).Any(type => type is Answer.Json or "*/*" or "application/*"))
        {
            throw NotAcceptable(Answer.Json);
        }

        if (context.Request.Query.TryGetValue("hash", out var hash))
        {
            if (hash[0] != documents.HashOf(version))
            {
                context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
                context.Response.Headers.Location = $"{V3Prefix}{path}{new QueryBuilder { { "hash", documents.HashOf(version) } }}";
                return Task.CompletedTask;
            }

            context.Response.Headers.CacheControl = "public, immutable";
        }

        return DocumentAnswer.SendAsync(context, document, Answer.Json);
    }

    private static GroupVersion? Parse(string path) => path.Split('/') switch
    {
        ["api", var version] => new GroupVersion("", version),
        ["apis", var group, var version] => new GroupVersion(group, version),
        _ => null,
    };

    /// <summary>By hand: the name of the protobuf form is no proper media type.</summary>
    private static IEnumerable<string> Accepted(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        return accept.Length == 0
            ? ["*/*"]
            : accept.Split(',', StringSplitOptions.TrimEntries).Select(type => type.Split(';')[0].TrimEnd().ToLowerInvariant());
    }

    private static ApiException NotAcceptable(params string[] served) => new(new ApiStatus
    {
        Code = StatusCodes.Status406NotAcceptable,
        Reason = StatusReason.NotAcceptable,
        Message = $"only the following media types are accepted: {string.Join(", ", served)}",
    });
}
