using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission;

/// <summary>A write on its way to the store, as the plug-ins see it.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Request">By whom and to what.</param>
/// <param name="Object">The new object, which mutating plug-ins may change; null for a delete.</param>
/// <param name="Existing">The object before; null for a create.</param>
internal sealed record AdmissionRequest(AdmissionOperation Operation, RegistryRequest Request, JsonObject? Object, JsonObject? Existing)
{
    /// <summary>True for a write of this resource itself, not of a part of it.</summary>
    public bool IsFor(string group, string resource) =>
        Request.Subresource.Length == 0 && Request.GroupResource.Group == group && Request.GroupResource.Resource == resource;
}
