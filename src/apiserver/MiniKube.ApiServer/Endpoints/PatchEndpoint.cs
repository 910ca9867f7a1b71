using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>PATCH of an object or of a part of it. A patch that names no resourceVersion is applied again after a lost race.</summary>
internal sealed class PatchEndpoint(EndpointServices services)
{
    public async Task HandleAsync(EndpointRequest request)
    {
        var format = request.Format();
        var definition = request.Resource.Definition;
        var write = request.ToRegistry();
        var patch = await ObjectPatch.ReadAsync(request.Http, request.Cancellation);
        if (definition.IsCustom && patch.ContentType == MediaTypes.StrategicMergePatch)
        {
            throw MediaTypes.Unsupported(MediaTypes.JsonPatch, MediaTypes.MergePatch);
        }

        var validation = FieldValidation.Of(request.Http);
        var result = await services.Updater.UpdateAsync(
            write,
            existing => patch.Apply(existing ?? throw NotThere(request), definition.Kind, definition.Schema, validation),
            Preconditions.None,
            request.Cancellation);
        await ObjectResponse.WriteAsync(request, format, 200, result.Object, write);
    }

    private static ApiException NotThere(EndpointRequest request) =>
        StatusErrors.NotFound(request.Resource.GroupResource, request.Name);
}
