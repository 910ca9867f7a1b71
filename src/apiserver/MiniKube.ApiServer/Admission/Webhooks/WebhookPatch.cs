using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Patching;

namespace MiniKube.ApiServer.Admission.Webhooks;

/// <summary>Applies what a webhook wants changed, and makes an object of the kind of it again.</summary>
internal static class WebhookPatch
{
    private static readonly DecodeOptions Silent = DecodeOptions.Default with { ReportsFields = false };

    /// <returns>The patched object in a tree of its own.</returns>
    /// <exception cref="ApiException">500: the patch does not apply, or makes no object of the kind.</exception>
    public static JsonObject Apply(JsonObject tree, MatchedResource matched, ReadOnlyMemory<byte> patch)
    {
        try
        {
            if (JsonPatch.Apply(tree, patch) is not JsonObject patched)
            {
                throw StatusErrors.InternalError("the patch of a webhook makes something else than an object");
            }

            if (patched.Text("kind") != tree.Text("kind") || patched.Text("apiVersion") != tree.Text("apiVersion"))
            {
                throw StatusErrors.InternalError("the patch of a webhook changes kind or apiVersion of the object");
            }

            return MutatedObject.Settle(patched, matched, Silent).Object;
        }
        catch (PatchException error)
        {
            throw new ApiException(StatusErrors.InternalError(error.Message).Status, error);
        }
        catch (DecodeException error)
        {
            throw new ApiException(StatusErrors.InternalError(error.Message).Status, error);
        }
    }
}
