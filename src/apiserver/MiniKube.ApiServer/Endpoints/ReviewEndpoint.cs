using System.Text.Json.Nodes;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>POST of a question, such as an access review: answered, not stored.</summary>
internal sealed class ReviewEndpoint(EndpointServices services)
{
    public async Task HandleAsync(EndpointRequest request)
    {
        var encoding = request.DocumentEncoding();
        var definition = request.Resource.Definition;
        var validation = FieldValidation.Of(request.Http, request.Info.Verb);
        _ = QueryValues.IsDryRun(request.Http.Request.Query, "create");
        var json = await RequestBody.ReadJsonAsync(request.Http, request.Cancellation);
        var question = RequestBody.Decode(json, definition.Kind, definition.Schema, validation);
        var answer = await services.Reviews.AnswerAsync(
            request.Resource.GroupResource,
            request.Namespace,
            question,
            request.Http.Caller,
            request.Cancellation);
        await ResponseBody.WriteAsync(request.Http, 201, encoding, InOrder(answer, request.Resource));
    }

    /// <summary>As a stored object would be written.</summary>
    private static JsonObject InOrder(JsonObject answer, ServedResource resource)
    {
        var ordered = new JsonObject { ["kind"] = resource.Definition.Kind.Kind, ["apiVersion"] = resource.ApiVersion, ["metadata"] = new JsonObject() };
        foreach (var name in (ReadOnlySpan<string>)["metadata", "spec", "status"])
        {
            if (answer[name] is { } value)
            {
                ordered[name] = value.DeepClone();
            }
        }

        return ordered;
    }
}
