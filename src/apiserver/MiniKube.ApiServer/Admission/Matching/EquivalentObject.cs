using System.Globalization;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Admission.Matching;

/// <summary>An object in another version of its resource, by way of the form in which it is stored.</summary>
internal static class EquivalentObject
{
    /// <summary>The object is looked at in another version. Parts such as a Scale are the same in all versions of their resource.</summary>
    public static bool IsOther(AdmissionRequest admission, MatchedResource matched) =>
        matched.Resource != admission.Request.Resource && matched.Kind == matched.Resource.Definition.Kind;

    /// <summary>What is written, or what was there, in the version that was matched; the same tree where that is the request's.</summary>
    public static async ValueTask<JsonObject?> InVersionAsync(
        AdmissionRequest admission, JsonObject? tree, MatchedResource matched, CancellationToken cancellationToken) =>
        tree is null || !IsOther(admission, matched) ? tree : await ConvertAsync(tree, admission.Request.Resource, matched.Resource, cancellationToken);

    /// <returns>A tree of its own; the same tree where both are one version.</returns>
    /// <exception cref="Api.Errors.ApiException">500: a conversion webhook failed.</exception>
    public static async ValueTask<JsonObject> ConvertAsync(JsonObject tree, ServedResource from, ServedResource to, CancellationToken cancellationToken)
    {
        if (from == to)
        {
            return tree;
        }

        var copy = tree.DeepClone().AsObject();
        var metadata = copy.Metadata;
        var revision = long.TryParse(metadata.Text("resourceVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Revision(number)
            : Revision.Zero;
        var lacksUid = metadata.Text("uid").Length == 0;
        if (lacksUid)
        {
            // What is made has none yet, and what is stored cannot do without.
            metadata["uid"] = "none";
        }

        var key = from.Keys.For(new(tree.Namespace, tree.Name));
        var stored = new StoredObject(key, await from.EncodeAsync(copy, cancellationToken), revision);
        var converted = to.Decode(await to.ReadyAsync(stored, cancellationToken));
        if (lacksUid)
        {
            converted.Metadata.Remove("uid");
        }

        return converted;
    }
}
