using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>PUT of an object, or of a subresource that is a part of it: status, finalize, approval and their like.</summary>
internal sealed class UpdateEndpoint(EndpointServices services)
{
    public async Task HandleAsync(EndpointRequest request)
    {
        var format = request.Format();
        var definition = request.Resource.Definition;
        var write = services.CreateRight.AskedFor(request.ToRegistry(), request);
        var validation = FieldValidation.Of(request.Http, request.Info.Verb);
        var json = await RequestBody.ReadJsonAsync(request);

        JsonObject Decode() => RequestBody.Decode(json, definition.Kind, definition.Schema, validation);

        // A malformed body is refused whether the object is there or not; a second attempt needs a tree of its own.
        JsonObject? first = Decode();
        var result = await services.Updater.UpdateAsync(
            write,
            _ =>
            {
                var desired = first ?? Decode();
                first = null;
                return desired;
            },
            Preconditions.None,
            request.Cancellation);
        await ObjectResponse.WriteAsync(request, format, result.IsCreated ? 201 : 200, result.Object, write);
    }
}
