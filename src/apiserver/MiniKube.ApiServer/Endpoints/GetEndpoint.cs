using MiniKube.Api.Errors;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>GET of one object: the stored bytes.</summary>
internal sealed class GetEndpoint(EndpointServices services)
{
    public async Task HandleAsync(EndpointRequest request)
    {
        var format = request.Format();
        if (QueryValues.Revision(request.Http.Request.Query["resourceVersion"].ToString()) is { } atLeast && atLeast != Revision.Zero)
        {
            await Revisions.WaitForAsync(services.Storage, request.Resource.Keys, atLeast, request.Cancellation);
        }

        var key = request.Resource.Keys.For(new(request.Namespace, request.Name));
        var stored = await services.Storage.FindAsync(key, request.Cancellation)
            ?? throw StatusErrors.NotFound(request.Resource.GroupResource, request.Name);
        await ObjectResponse.WriteAsync(request, format, 200, stored);
    }
}
