using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Patching;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>A patch as sent: its kind by content type, its body.</summary>
internal sealed record ObjectPatch(string ContentType, byte[] Body)
{
    /// <exception cref="ApiException">413. 415: it is of no kind that is served.</exception>
    public static async ValueTask<ObjectPatch> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var contentType = MediaTypes.ContentType(context.Request);
        if (contentType is not (MediaTypes.JsonPatch or MediaTypes.MergePatch or MediaTypes.StrategicMergePatch))
        {
            throw MediaTypes.Unsupported(
                MediaTypes.JsonPatch, MediaTypes.MergePatch, MediaTypes.StrategicMergePatch, MediaTypes.ApplyPatch);
        }

        if (context.Request.Query.ContainsKey("force"))
        {
            throw StatusErrors.Invalid(
                FieldManagers.OptionsOf("patch"), "", [FieldErrors.Forbidden("force", "may not be specified for non-apply patch")]);
        }

        return new ObjectPatch(contentType, await RequestBody.ReadAsync(context, cancellationToken));
    }

    /// <summary>The patched object, decoded as a body would be; the existing one stays as it is.</summary>
    /// <exception cref="ApiException">The patch does not fit, or makes something that is no object of the kind.</exception>
    public JsonObject Apply(JsonObject existing, GroupVersionKind kind, TypeSchema type, FieldValidation validation)
    {
        DecodeResult decoded;
        try
        {
            decoded = ObjectDecoder.Decode(Patched(existing, type), type, DecodeOptions.Default);
        }
        catch (PatchException error)
        {
            throw new ApiException(error.Status, error);
        }
        catch (DecodeException error)
        {
            throw Unfit(error.Message);
        }

        var patched = decoded.Object;
        if (patched.Text("kind") != kind.Kind || patched.Text("apiVersion") != kind.GroupVersion.ToString())
        {
            throw StatusErrors.BadRequest($"the patch may not change apiVersion or kind of the {kind.Kind}");
        }

        if (validation.IsStrict && decoded.StrictError is { } findings)
        {
            throw Unfit(findings);
        }

        validation.Apply(decoded.Warnings, kind);
        return patched;
    }

    private JsonObject Patched(JsonObject existing, TypeSchema type) => ContentType switch
    {
        MediaTypes.JsonPatch => JsonPatch.Apply(existing, Body) as JsonObject
            ?? throw StatusErrors.BadRequest("the patch makes something else than an object"),
        MediaTypes.MergePatch => MergePatch.Apply(existing, PatchBody.ReadObject(Body)),
        _ => StrategicMergePatch.Apply(existing, PatchBody.ReadObject(Body), type),
    };

    private ApiException Unfit(string why) => StatusErrors.Invalid(
        default(GroupVersionKind) with { Group = "", Version = "", Kind = "" },
        "",
        [FieldErrors.Invalid("patch", Encoding.UTF8.GetString(Body), why)]);
}
