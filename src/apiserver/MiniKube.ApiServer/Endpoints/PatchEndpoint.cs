using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>PATCH of an object or of a part of it. A patch that names no resourceVersion is applied again after a lost race.</summary>
internal sealed class PatchEndpoint(EndpointServices services)
{
    public async Task HandleAsync(EndpointRequest request)
    {
        if (MediaTypes.ContentType(request.Http.Request) == MediaTypes.ApplyPatch)
        {
            await ApplyAsync(request);
            return;
        }

        var format = request.Format();
        var definition = request.Resource.Definition;
        var write = request.ToRegistry();
        var patch = await ObjectPatch.ReadAsync(request.Http, request.Cancellation);
        if (definition.IsCustom && patch.ContentType == MediaTypes.StrategicMergePatch)
        {
            throw MediaTypes.Unsupported(MediaTypes.JsonPatch, MediaTypes.MergePatch);
        }

        var validation = FieldValidation.Of(request.Http, request.Info.Verb);
        var result = await services.Updater.UpdateAsync(
            write,
            existing => patch.Apply(existing ?? throw NotThere(request), definition.Kind, definition.Schema, validation, definition.IsStoredAsItself),
            Preconditions.None,
            request.Cancellation);
        await ObjectResponse.WriteAsync(request, format, 200, result.Object, write);
    }

    /// <summary>Server-side apply: makes the object when there is none.</summary>
    private async Task ApplyAsync(EndpointRequest request)
    {
        var format = request.Format();
        var definition = request.Resource.Definition;
        var write = services.CreateRight.AskedFor(request.ToRegistry() with { CreatesMissing = true }, request);
        var apply = await ObjectApply.ReadAsync(request.Http, definition.Kind, request.Cancellation);
        var context = services.Ownership.ContextOf(write, apply.Manager);
        var result = await services.Updater.UpdateAsync(
            write with { FieldManager = null },
            existing => apply.Apply(existing, request, context),
            Preconditions.None,
            request.Cancellation);
        await ObjectResponse.WriteAsync(request, format, result.IsCreated ? 201 : 200, result.Object, write);
    }

    private static ApiException NotThere(EndpointRequest request) =>
        StatusErrors.NotFound(request.Resource.GroupResource, request.Name);
}
