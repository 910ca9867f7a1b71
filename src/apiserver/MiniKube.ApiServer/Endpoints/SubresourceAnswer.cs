using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>The answer of actions that make no object of their own: bindings, evictions.</summary>
internal static class SubresourceAnswer
{
    public static Task CreatedAsync(EndpointRequest request) =>
        ResponseBody.WriteAsync(request.Http, 201, request.DocumentEncoding(), new ApiStatus { Code = 201, TellsCode = true });
}
