namespace MiniKube.ApiServer.Endpoints;

/// <summary>POST to a collection.</summary>
internal sealed class CreateEndpoint(EndpointServices services)
{
    public async Task HandleAsync(EndpointRequest request)
    {
        var format = request.Format();
        var definition = request.Resource.Definition;
        var write = request.ToRegistry();
        var validation = FieldValidation.Of(request.Http, request.Info.Verb);
        var json = await RequestBody.ReadJsonAsync(request);
        var desired = RequestBody.Decode(json, definition.Kind, definition.Schema, validation);
        var stored = await services.Creator.CreateAsync(write, desired, request.Cancellation);
        await ObjectResponse.WriteAsync(request, format, 201, stored, write);
    }
}
