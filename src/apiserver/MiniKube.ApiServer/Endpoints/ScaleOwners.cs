using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Who owns the replicas of an object while its Scale is written: the subresource's writers, besides those of the object.</summary>
internal sealed class ScaleOwners(EndpointRequest request, string manager, TypeSchema scaleType) : IObjectVersions
{
    private readonly FieldSet _replicas = FieldSet.At(request.Resource.Definition.Custom?.Scale?.Spec ?? ["spec", "replicas"]);

    public OwnershipContext Context => new()
    {
        Manager = manager,
        ApiVersion = "autoscaling/v1",
        Subresource = "scale",
        Now = request.Now,
        Type = scaleType,
        Versions = this,
    };

    /// <summary>The scale with the owners that the object names.</summary>
    public JsonObject Show(JsonObject scale, JsonObject parent)
    {
        scale.Metadata["managedFields"] = ScaleOwnership.ToScale(parent.Metadata.List("managedFields"), _replicas);
        return scale;
    }

    /// <summary>The object with the owners that the written scale names.</summary>
    public JsonObject Take(JsonObject scale, JsonObject parent)
    {
        ScaleOwnership.ToParent(
            parent.Metadata,
            scale.Metadata.List("managedFields"),
            _replicas,
            request.Resource.Definition.Kind.GroupVersion.ToString());
        return parent;
    }

    /// <summary>A Scale has one version.</summary>
    public ObjectVersion? Find(string apiVersion) => null;
}
