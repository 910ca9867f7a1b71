using System.Text.Json.Nodes;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.ApiServer.Registry;

/// <summary>The other versions of a resource that share its objects.</summary>
internal sealed class ServedVersions(ServedResources resources, ServedResource own) : IObjectVersions
{
    public ObjectVersion? Find(string apiVersion)
    {
        if (resources.FindVersion(own, apiVersion) is not { } other)
        {
            return null;
        }

        // A webhook may take its time, and a write asks for several conversions; the names of most fields are the same in all versions.
        return own.IsConvertedByWebhook || other.IsConvertedByWebhook
            ? new ObjectVersion(own.Definition.Schema, tree => tree, tree => tree)
            : new ObjectVersion(other.Definition.Schema, tree => Convert(tree, own, other), tree => Convert(tree, other, own));
    }

    private static JsonObject Convert(JsonObject tree, ServedResource from, ServedResource to) => to.FromStorage(from.ToStorage(tree));
}
