using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>DELETE of an object. Answers the object while it is still there, else what was deleted.</summary>
internal sealed class DeleteEndpoint(EndpointServices services)
{
    public async Task HandleAsync(EndpointRequest request)
    {
        var format = request.Format();
        var (options, isDryRun) = await DeleteOptionsReader.ReadAsync(request.Http, request.Cancellation);
        var write = request.ToRegistry(isDryRun);
        var result = await services.Deleter.DeleteAsync(write, options, request.Cancellation);
        if (!result.IsGone || request.Resource.Strategy.ReturnsDeletedObject)
        {
            // Upstream says "accepted" only where the client asked to wait for dependents.
            var isWaiting = !result.IsGone && (options.Propagation == PropagationPolicy.Foreground || options.IsExplicitlyNotOrphan);
            await ObjectResponse.WriteAsync(request, format, isWaiting ? 202 : 200, result.Object, write);
            return;
        }

        await ResponseBody.WriteAsync(request.Http, 200, format.Encoding, StatusOf(request, result));
    }

    private static ApiStatus StatusOf(EndpointRequest request, DeleteResult result) => new()
    {
        Code = 200,
        Details = new StatusDetails
        {
            Name = request.Name,
            Group = request.Resource.GroupResource.Group,
            Kind = request.Resource.GroupResource.Resource,
            Uid = result.Uid,
        },
    };
}
