using System.Text.Json.Nodes;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.ApiServer.Registry;

/// <summary>The other versions of a resource that share its objects.</summary>
internal sealed class ServedVersions(ServedResources resources, ServedResource own) : IObjectVersions
{
    public ObjectVersion? Find(string apiVersion) => resources.FindVersion(own, apiVersion) is { } other
        ? new ObjectVersion(other.Definition.Schema, tree => Convert(tree, own, other), tree => Convert(tree, other, own))
        : null;

    private static JsonObject Convert(JsonObject tree, ServedResource from, ServedResource to) => to.FromStorage(from.ToStorage(tree));
}
