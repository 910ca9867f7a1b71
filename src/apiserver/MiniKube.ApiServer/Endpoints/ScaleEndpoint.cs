using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>GET, PUT and PATCH of <c>scale</c>: the replicas of an object, through the object's own rules.</summary>
internal sealed class ScaleEndpoint(EndpointServices services, TypeSchema scaleType)
{
    private static readonly GroupVersionKind Kind = new("autoscaling", "v1", "Scale");

    public Task HandleAsync(EndpointRequest request)
    {
        _ = request.DocumentEncoding();
        return request.Info.Verb switch
        {
            "get" => GetAsync(request),
            "update" => UpdateAsync(request),
            _ => PatchAsync(request),
        };
    }

    private async Task GetAsync(EndpointRequest request)
    {
        var stored = await services.Storage.FindAsync(request.Resource.Keys.For(new(request.Namespace, request.Name)), request.Cancellation)
            ?? throw StatusErrors.NotFound(request.Resource.GroupResource, request.Name);
        await AnswerAsync(request, stored);
    }

    private async Task UpdateAsync(EndpointRequest request)
    {
        var validation = FieldValidation.Of(request.Http, request.Info.Verb);
        var json = await RequestBody.ReadJsonAsync(request.Http, request.Cancellation);
        var scale = RequestBody.Decode(json, Kind, scaleType, validation);
        await ChangeAsync(request, (before, context) => Tracked(before, scale.DeepClone().AsObject(), context));
    }

    private async Task PatchAsync(EndpointRequest request)
    {
        if (MediaTypes.ContentType(request.Http.Request) == MediaTypes.ApplyPatch)
        {
            var apply = await ObjectApply.ReadAsync(request.Http, Kind, request.Cancellation);
            await ChangeAsync(request, (before, context) => apply.Apply(before, request, context));
            return;
        }

        var patch = await ObjectPatch.ReadAsync(request.Http, request.Cancellation);
        var validation = FieldValidation.Of(request.Http, request.Info.Verb);
        await ChangeAsync(request, (before, context) => Tracked(before, patch.Apply(before, Kind, scaleType, validation, isCanonical: false), context));
    }

    private static JsonObject Tracked(JsonObject before, JsonObject after, OwnershipContext context)
    {
        _ = UpdateOwnership.Track(before, after, context);
        return after;
    }

    private async Task ChangeAsync(EndpointRequest request, Func<JsonObject, OwnershipContext, JsonObject> change)
    {
        // The parent changes by its own rules, so this is an update of the parent, not of a part of it; its owners are those of the scale.
        var write = request.ToRegistry();
        var owners = new ScaleOwners(request, write.FieldManager!, scaleType);
        var result = await services.Updater.UpdateAsync(
            write with { Subresource = "", FieldManager = null, Part = PartOf(request.Resource.Definition) },
            parent =>
            {
                _ = parent ?? throw StatusErrors.NotFound(request.Resource.GroupResource, request.Name);
                var before = owners.Show(ScaleTree.Of(parent, request.Resource.Definition), parent);
                var after = change(before, owners.Context);
                return owners.Take(after, Changed(request, after, parent));
            },
            Preconditions.None,
            request.Cancellation);
        await AnswerAsync(request, result.Object);
    }

    /// <summary>Admission is asked about the Scale, not about the object that has it.</summary>
    private static AdmittedPart PartOf(ResourceDefinition definition) =>
        new("scale", parent => ScaleTree.Of(parent, definition), (scale, parent) => ScaleTree.Into(scale, parent, definition));

    private static JsonObject Changed(EndpointRequest request, JsonObject scale, JsonObject parent)
    {
        if (scale.Child("spec").Integer("replicas") is { } replicas and < 0)
        {
            throw StatusErrors.Invalid(
                Kind,
                request.Name,
                [FieldErrors.Invalid("spec.replicas", JsonValue.Create(replicas), "must be greater than or equal to 0")]);
        }

        if (scale.Name is { Length: > 0 } name && name != request.Name)
        {
            throw StatusErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        }

        return ScaleTree.Into(scale, parent, request.Resource.Definition);
    }

    private static async Task AnswerAsync(EndpointRequest request, StoredObject stored)
    {
        var parent = request.Resource.Decode(await request.Resource.ReadyAsync(stored, request.Cancellation));
        await ResponseBody.WriteAsync(request.Http, 200, request.DocumentEncoding(), ScaleTree.Of(parent, request.Resource.Definition));
    }
}
