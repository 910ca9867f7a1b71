using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission;

/// <summary>A write on its way to the store, as the plug-ins see it.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Request">By whom and to what.</param>
/// <param name="Object">The new object, which mutating plug-ins may change; null for a delete.</param>
/// <param name="Existing">The object before; null for a create.</param>
internal sealed record AdmissionRequest(AdmissionOperation Operation, RegistryRequest Request, JsonObject? Object, JsonObject? Existing)
{
    /// <summary>The options of the operation, for those who are shown them; null for a connection.</summary>
    public Func<JsonObject>? Options { get; init; } = Request.Options;

    public Reinvocation Reinvocation { get; } = new();

    /// <summary>Empty for cluster-scoped resources; of a Namespace its own name, as upstream has it.</summary>
    public string Namespace => IsNamespaceObject ? Name : Request.Namespace;

    /// <summary>Empty while a name has yet to be generated.</summary>
    public string Name => Request.Name.Length > 0 ? Request.Name : (Object?["metadata"] as JsonObject).Text("name");

    /// <summary>Of the new object: that of the resource, or what its subresource takes.</summary>
    public GroupVersionKind Kind => Request.Resource.KindOf(Request.Subresource) ?? Request.Resource.Definition.Kind;

    /// <summary>Namespaces lie in no namespace, and are asked for as if each lay in itself.</summary>
    public bool IsNamespaceObject => Request.GroupResource is { Group: "", Resource: "namespaces" };

    /// <summary>True for a write of this resource itself, not of a part of it.</summary>
    public bool IsFor(string group, string resource) =>
        Request.Subresource.Length == 0 && Request.GroupResource.Group == group && Request.GroupResource.Resource == resource;
}
