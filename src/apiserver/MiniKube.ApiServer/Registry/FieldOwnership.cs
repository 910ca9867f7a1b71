using System.Text.Json.Nodes;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.ApiServer.Registry;

/// <summary>Keeps who owns which field, in <c>metadata.managedFields</c>.</summary>
internal sealed class FieldOwnership(ServedResources resources)
{
    /// <summary>Notes what a write changes; a request without a field manager has seen to it itself.</summary>
    /// <param name="request">By whom.</param>
    /// <param name="existing">The object before; null for a creation.</param>
    /// <param name="desired">What the client wants, defaults filled in, before admission.</param>
    /// <returns>True when at most the times of entries differ: <see cref="OwnershipTimes.Settle"/> has to follow.</returns>
    public bool Track(RegistryRequest request, JsonObject? existing, JsonObject desired) =>
        request.FieldManager is not { } manager || UpdateOwnership.Track(existing ?? [], desired, ContextOf(request, manager));

    /// <summary>Who writes, in the words of the schema.</summary>
    public OwnershipContext ContextOf(RegistryRequest request, string manager) => new()
    {
        Manager = manager,
        ApiVersion = request.Resource.ApiVersion,
        Subresource = request.Subresource,
        Now = request.Now,
        Type = request.Resource.Definition.Schema,
        Ignored = request.Resource.FieldsOutOf(request.Subresource),
        IsCustom = request.Resource.Definition.IsCustom,
        Versions = new ServedVersions(resources, request.Resource),
    };
}
