using System.Collections.Immutable;
using MiniKube.ApiServer.Aggregation;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Http;

/// <summary>Which paths of resources are served, and by which methods.</summary>
internal sealed class ResourceRoutes(ServedApi api)
{
    private static readonly ImmutableArray<(string Verb, string Method)> ItemVerbs =
        [("get", "GET"), ("update", "PUT"), ("patch", "PATCH"), ("delete", "DELETE")];

    private static readonly ImmutableArray<(string Verb, string Method)> CollectionVerbs =
        [("list", "GET"), ("create", "POST"), ("deletecollection", "DELETE")];

    private static readonly ImmutableArray<(string Verb, string Method)> SubresourceVerbs =
        [("get", "GET"), ("create", "POST"), ("update", "PUT"), ("patch", "PATCH"), ("delete", "DELETE")];

    // Who asks by OPTIONS has no verb, so only who may use every verb gets so far.
    private static readonly ImmutableArray<(string Verb, string Method)> ProxyVerbs = [.. SubresourceVerbs, ("get", "HEAD"), ("get", "OPTIONS")];

    /// <summary>True when the path lies in a group that is served; others are not answered as resources at all.</summary>
    public bool HasGroup(string group) => api.Catalog.HasGroup(group);

    /// <summary>The server that answers at the path in this one's place; null for none.</summary>
    public ExtensionServer? ExtensionOf(RequestInfo request) => api.Aggregated.Find(request.Path);

    /// <summary>The methods that a path takes; none when nothing is served there.</summary>
    public ImmutableArray<string> MethodsOf(RequestInfo request)
    {
        if (api.Catalog.Find(request.GroupVersionResource) is not { } resource || !IsPlaceOf(resource, request))
        {
            return [];
        }

        if (request.HasWatchPrefix)
        {
            return request.Subresource.Length == 0 && resource.Verbs.Contains("watch") ? ["GET"] : [];
        }

        if (request.Subresource.Length > 0)
        {
            return MethodsOf(resource, request.Subresource, request.Rest);
        }

        return request.PathName.Length > 0 ? Methods(resource.Verbs, ItemVerbs)
            : resource.IsNamespaced && request.Namespace.Length == 0 ? Methods(resource.Verbs, AllNamespacesVerbs(resource))
            : Methods(resource.Verbs, CollectionVerbs);
    }

    // Reviews that are about a namespace have no collection over all of them; other kinds can be read there, not written.
    private static ImmutableArray<(string Verb, string Method)> AllNamespacesVerbs(ResourceDefinition resource) =>
        resource.IsVirtual ? [] : [("list", "GET")];

    /// <summary>A namespaced object is only found below its namespace, another never below one. A Namespace is its own.</summary>
    private static bool IsPlaceOf(ResourceDefinition resource, RequestInfo request) =>
        resource.IsNamespaced
            ? request.Namespace.Length > 0 || request.PathName.Length == 0
            : request.Namespace.Length == 0 || (request is { Group: "", Resource: "namespaces" } && request.Namespace == request.PathName);

    private static ImmutableArray<string> MethodsOf(ResourceDefinition resource, string subresource, string rest) =>
        resource.FindSubresource(subresource) is { } found && (rest.Length == 0 || subresource == "proxy")
            ? Methods(found.Verbs, subresource == "proxy" ? ProxyVerbs : SubresourceVerbs)
            : [];

    private static ImmutableArray<string> Methods(ImmutableArray<string> verbs, ImmutableArray<(string Verb, string Method)> table)
    {
        var methods = ImmutableArray.CreateBuilder<string>(table.Length);
        foreach (var (verb, method) in table)
        {
            if (verbs.Contains(verb))
            {
                methods.Add(method);
            }
        }

        return methods.DrainToImmutable();
    }
}
