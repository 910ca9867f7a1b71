using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>A request for a resource that is served.</summary>
internal sealed record EndpointRequest(HttpContext Http, RequestInfo Info, ServedResource Resource, DateTimeOffset Now)
{
    /// <summary>The namespace of the path; empty for cluster-scoped resources, whatever the path says.</summary>
    public string Namespace => Resource.Definition.IsNamespaced ? Info.Namespace : "";

    public string Name => Info.PathName;

    public CancellationToken Cancellation => Http.RequestAborted;

    public RegistryRequest ToRegistry(bool isDryRun) => new()
    {
        Resource = Resource,
        Namespace = Namespace,
        Name = Name,
        Subresource = Info.Subresource,
        Caller = Http.Caller,
        Now = Now,
        IsDryRun = isDryRun,
    };

    /// <summary>As the query's <c>dryRun</c> asks.</summary>
    public RegistryRequest ToRegistry() => ToRegistry(QueryValues.IsDryRun(Http.Request.Query));

    /// <summary>The form that the client wants; decided before anything is done.</summary>
    public ObjectFormat Format() => ObjectFormat.Of(
        MediaTypes.Negotiate(Http.Request, allowsTable: true),
        Resource,
        Http.Request.Query["includeObject"].ToString(),
        Now);
}
