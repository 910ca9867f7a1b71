using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Patching;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>A patch as sent: its kind by content type, its body, which is read when it is first applied. One request's own.</summary>
internal sealed class ObjectPatch(string contentType, byte[] body)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private JsonNode? _patch;

    // Unknown and duplicate fields of the patch itself.
    private ImmutableArray<string>? _inPatch;

    public string ContentType => contentType;

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
    /// <param name="existing">The object before.</param>
    /// <param name="kind">What it is, and has to stay.</param>
    /// <param name="type">Its fields.</param>
    /// <param name="validation">What becomes of unknown and duplicate fields.</param>
    /// <param name="isCanonical">The existing object is as the decoder makes it, so that only what the patch names has to be decoded.</param>
    /// <exception cref="ApiException">The patch does not fit, or makes something that is no object of the kind.</exception>
    public JsonObject Apply(JsonObject existing, GroupVersionKind kind, TypeSchema type, FieldValidation validation, bool isCanonical)
    {
        try
        {
            var patched = Patched(existing, type);
            CheckKind(patched, kind);
            var parts = isCanonical ? NamedIn(existing, type) : null;
            var decoded = Decoded(patched, type, parts);

            // Upstream reads the outcome of a patch from maps, whose order is that of their keys.
            var findings = _inPatch!.Value.AddRange(type.IsCustom ? decoded.Warnings : decoded.Warnings.Sort(StringComparer.Ordinal));
            if (validation.IsStrict && !findings.IsEmpty)
            {
                throw Unfit(patched, $"strict decoding error: {string.Join(", ", findings)}");
            }

            validation.Warn(findings);
            if (parts is null)
            {
                return decoded.Object;
            }

            parts.MoveInto(patched, decoded.Object);
            return patched;
        }
        catch (PatchException error)
        {
            throw new ApiException(error.Status, error);
        }
    }

    private NamedParts? NamedIn(JsonObject existing, TypeSchema type) => contentType == MediaTypes.JsonPatch
        ? NamedParts.OfJsonPatch(_patch, existing, type)
        : NamedParts.OfMerge(PatchBody.AsObject(_patch), existing, type);

    private DecodeResult Decoded(JsonObject patched, TypeSchema type, NamedParts? parts)
    {
        var options = contentType == MediaTypes.StrategicMergePatch ? DecodeOptions.Conversion : DecodeOptions.Default;
        try
        {
            return parts?.Decode(patched, type, options) ?? ObjectDecoder.Decode(patched, type, options);
        }
        catch (DecodeException error)
        {
            throw Unfit(patched, error.Message);
        }
    }

    private JsonObject Patched(JsonObject existing, TypeSchema type)
    {
        if (_inPatch is null)
        {
            _patch = PatchBody.Read(body, out var repeated);
            _inPatch = contentType == MediaTypes.JsonPatch
                ? [.. JsonPatch.Findings(_patch, repeated).Select(finding => $"json patch {finding}")]
                : repeated;
        }

        return contentType switch
        {
            MediaTypes.JsonPatch => JsonPatch.Apply(existing, _patch) as JsonObject
                ?? throw StatusErrors.BadRequest("the patch makes something else than an object"),
            MediaTypes.MergePatch => MergePatch.Apply(existing, PatchBody.AsObject(_patch)),
            _ => StrategicMergePatch.Apply(existing, PatchBody.AsObject(_patch), type),
        };
    }

    /// <summary>A strategic patch cannot change what the object is, and need not know; the others are refused.</summary>
    private void CheckKind(JsonObject patched, GroupVersionKind kind)
    {
        var (version, name) = (patched.Text("apiVersion"), patched.Text("kind"));
        if (contentType != MediaTypes.StrategicMergePatch && (name != kind.Kind || version != kind.GroupVersion.ToString()))
        {
            throw Unfit(patched, $"unable to decode {version}, Kind={name} into a {kind.Kind} of {kind.GroupVersion}");
        }

        patched["apiVersion"] = kind.GroupVersion.ToString();
        patched["kind"] = kind.Kind;
    }

    private ApiException Unfit(JsonObject patched, string why) => StatusErrors.Invalid(
        default(GroupVersionKind) with { Group = "", Version = "", Kind = "" },
        "",
        [FieldErrors.Invalid("patch", contentType == MediaTypes.StrategicMergePatch ? GoText.Of(_patch) : patched.ToJsonString(Plain), why)]);
}
