using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Defaulting;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Admission;

/// <summary>What a webhook or a policy made of an object: made one of its kind again, and put in the place of the one before.</summary>
internal static class MutatedObject
{
    /// <summary>Of what was matched: the resource's, or what its subresource takes; null when it is not known.</summary>
    public static TypeSchema? TypeOf(MatchedResource matched) => matched.Kind == matched.Resource.Definition.Kind
        ? matched.Resource.Definition.Schema
        : ApiCatalog.BuiltIn.FindType(matched.Kind);

    /// <summary>Decodes what was changed and fills in defaults; unknown fields are left out, and told.</summary>
    /// <exception cref="DecodeException">It is no object of the kind.</exception>
    public static DecodeResult Settle(JsonObject changed, MatchedResource matched, DecodeOptions options)
    {
        var settled = TypeOf(matched) is { } type ? ObjectDecoder.Decode(changed, type, options) : new DecodeResult(changed, []);
        if (matched.Kind == matched.Resource.Definition.Kind)
        {
            Defaulter.Apply(settled.Object, matched.Resource.Definition);
        }

        return settled;
    }

    /// <summary>Exchanges the object of a write for the changed one, which is in the version that was matched.</summary>
    public static async ValueTask TakeAsync(
        AdmissionRequest admission, JsonObject current, JsonObject changed, MatchedResource matched, CancellationToken cancellationToken)
    {
        if (EquivalentObject.IsOther(admission, matched))
        {
            changed = await EquivalentObject.ConvertAsync(changed, matched.Resource, admission.Request.Resource, cancellationToken);
        }

        KeepOwners(admission.Request, current, changed);
        current.ReplaceBy(changed);
    }

    /// <summary>Who owns what must stay readable, whatever was made of it.</summary>
    private static void KeepOwners(RegistryRequest request, JsonObject before, JsonObject changed)
    {
        if (changed.Child("metadata")?["managedFields"] is { } owners && !SentOwnership.IsValid(owners))
        {
            changed.Metadata.CopyFrom(before.Metadata, "managedFields");
            request.Warn(
                [".metadata.managedFields was in an invalid state after admission; this could be caused by an outdated mutating admission controller; please fix your requests"]);
        }
    }
}
