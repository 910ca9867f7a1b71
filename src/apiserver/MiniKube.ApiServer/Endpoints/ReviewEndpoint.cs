using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>POST of a question, such as an access review: answered, not stored.</summary>
internal sealed class ReviewEndpoint(EndpointServices services)
{
    public async Task HandleAsync(EndpointRequest request)
    {
        var encoding = request.DocumentEncoding();
        var definition = request.Resource.Definition;
        var validation = FieldValidation.Of(request.Http);
        _ = QueryValues.IsDryRun(request.Http.Request.Query);
        var json = await RequestBody.ReadJsonAsync(request.Http, request.Cancellation);
        var question = RequestBody.Decode(json, definition.Kind, definition.Schema, validation);
        var answer = await services.Reviews.AnswerAsync(
            request.Resource.GroupResource,
            request.Namespace,
            question,
            request.Http.Caller,
            request.Cancellation);
        await ResponseBody.WriteAsync(request.Http, 201, encoding, answer);
    }
}
