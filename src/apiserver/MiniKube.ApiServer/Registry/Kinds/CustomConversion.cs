using System.Text.Json.Nodes;
using MiniKube.ApiServer.Storage;
using MiniKube.Schema.Defaulting;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>
/// Between a served version of a custom resource and the one in which it is stored, without a webhook: the apiVersion changes, and each side
/// is pruned and defaulted by its schema. So is an object that was stored by an older schema, whenever it is read.
/// </summary>
internal sealed class CustomConversion(ResourceDefinition served, ResourceDefinition storage) : IConversion
{
    private readonly ulong _storageFingerprint = storage.Schema.Source!.Fingerprint;
    private readonly bool _isOneSchema = served.Schema.Source!.Fingerprint == storage.Schema.Source.Fingerprint;

    public bool IsAsServed(StoredObject stored) => _isOneSchema && stored.Fingerprint == _storageFingerprint;

    public JsonObject ToStorage(JsonObject served)
    {
        if (_isOneSchema)
        {
            served["apiVersion"] = storage.Kind.GroupVersion.ToString();
            return served;
        }

        var stored = CanonicalJson.Normalize(served, storage.Schema);
        Defaulter.Apply(stored, storage);
        stored["apiVersion"] = storage.Kind.GroupVersion.ToString();
        return stored;
    }

    public JsonObject FromStorage(JsonObject stored)
    {
        var tree = CanonicalJson.Normalize(stored, storage.Schema);
        Defaulter.Apply(tree, storage);
        if (!_isOneSchema)
        {
            tree = CanonicalJson.Normalize(tree, served.Schema);
        }

        tree["apiVersion"] = served.Kind.GroupVersion.ToString();
        return tree;
    }
}
