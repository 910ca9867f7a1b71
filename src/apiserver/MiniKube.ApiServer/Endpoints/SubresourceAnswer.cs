using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>The answer of actions that make no object of their own: bindings, evictions.</summary>
internal static class SubresourceAnswer
{
    public static async Task CreatedAsync(EndpointRequest request)
    {
        var body = ResponseBody.Begin(request.Http, 201, 0);
        using (var writer = JsonText.Writer(body.Writer))
        {
            StatusJson.Write(new ApiStatus { Code = 201 }, writer);
        }

        await body.CompleteAsync(request.Cancellation);
    }
}
