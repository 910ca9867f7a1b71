using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Schema.Defaulting;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>
/// Between a served version of a custom resource and the one in which it is stored, by a webhook. Objects are made ready before they are read
/// or written, so that the ways behind need not wait.
/// </summary>
internal sealed class WebhookConversion(ResourceDefinition served, ResourceDefinition storage, IObjectConverter converter) : IConversion
{
    private readonly ulong _servedFingerprint = served.Schema.Source!.Fingerprint;

    /// <summary>Fingerprints tell versions apart here, so this is also true of what was made ready.</summary>
    public bool IsAsServed(StoredObject stored) => stored.Fingerprint == _servedFingerprint;

    public JsonObject ToStorage(JsonObject served) => throw NotReady();

    public JsonObject FromStorage(JsonObject stored) => throw NotReady();

    public async ValueTask<byte[]> EncodeAsync(JsonObject tree, CancellationToken cancellationToken)
    {
        if (served.Kind == storage.Kind)
        {
            return StoredObjectEncoder.Encode(tree, storage.Schema);
        }

        var converted = await converter.ConvertAsync([tree], storage.Kind.GroupVersion.ToString(), cancellationToken);
        return StoredObjectEncoder.Encode(Shaped(converted[0], storage), storage.Schema);
    }

    /// <summary>The objects in the served version; as they are where they are in it already.</summary>
    public async ValueTask<ImmutableArray<StoredObject>> ReadyAsync(ImmutableArray<StoredObject> stored, CancellationToken cancellationToken)
    {
        var apiVersion = served.Kind.GroupVersion.ToString();
        var trees = stored.Select(each => IsAsServed(each) ? null : each.Decode()).ToArray();
        var foreign = Enumerable.Range(0, trees.Length).Where(i => trees[i] is { } tree && tree.Text("apiVersion") != apiVersion).ToList();
        if (foreign.Count > 0)
        {
            var converted = await converter.ConvertAsync([.. foreign.Select(i => trees[i]!)], apiVersion, cancellationToken);
            for (var i = 0; i < foreign.Count; i++)
            {
                trees[foreign[i]] = converted[i];
            }
        }

        return [.. stored.Select((each, i) => trees[i] is { } tree
            ? new StoredObject(each.Key, StoredObjectEncoder.Encode(Shaped(tree, served), served.Schema), each.Revision)
            : each)];
    }

    public async ValueTask<ImmutableArray<KeyValue>> ReadyAsync(ImmutableArray<KeyValue> page, CancellationToken cancellationToken)
    {
        var ready = await ReadyAsync([.. page.Select(item => new StoredObject(item))], cancellationToken);
        return [.. page.Select((item, i) => item with { Value = ready[i].Value })];
    }

    private static JsonObject Shaped(JsonObject tree, ResourceDefinition definition)
    {
        var shaped = CanonicalJson.Normalize(tree, definition.Schema);
        Defaulter.Apply(shaped, definition);
        return shaped;
    }

    private static UnreachableException NotReady() => new("an object that a webhook converts was not made ready first");
}
