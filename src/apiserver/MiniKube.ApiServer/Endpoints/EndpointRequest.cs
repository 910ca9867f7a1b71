using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Negotiation;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>A request for a resource that is served.</summary>
internal sealed record EndpointRequest(HttpContext Http, RequestInfo Info, ServedResource Resource, TimeProvider Time)
{
    public DateTimeOffset Now { get; } = Time.GetUtcNow();

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
        FieldManager = FieldManagers.Of(Http.Request, Info.Verb),
        Now = Now,
        IsDryRun = isDryRun,
        Annotations = Http.Scope.Annotations,
        Options = Options,
    };

    /// <summary>As the query's <c>dryRun</c> asks.</summary>
    public RegistryRequest ToRegistry() => ToRegistry(QueryValues.IsDryRun(Http.Request.Query, Info.Verb));

    /// <summary>What the query asks of a write, as <c>meta.k8s.io/v1</c> has it.</summary>
    private JsonObject Options()
    {
        var query = Http.Request.Query;
        var tree = new JsonObject { ["kind"] = FieldManagers.OptionsOf(Info.Verb).Kind, ["apiVersion"] = "meta.k8s.io/v1" };
        if (QueryValues.IsDryRun(query, Info.Verb))
        {
            tree["dryRun"] = new JsonArray("All");
        }

        if (QueryValues.Flag(query, "force") is { } isForced)
        {
            tree["force"] = isForced;
        }

        foreach (var name in (ReadOnlySpan<string>)["fieldManager", "fieldValidation"])
        {
            if (query[name].ToString() is { Length: > 0 } value)
            {
                tree[name] = value;
            }
        }

        return tree;
    }

    /// <summary>The form that the client wants; decided before anything is done.</summary>
    /// <param name="allowsTables">False where a table could not be told from the objects that are asked for.</param>
    /// <exception cref="ApiException">406: there is none that it accepts.</exception>
    public ObjectFormat Format(bool allowsTables = true)
    {
        var isWatch = Info.Verb == "watch";
        var accepted = Offer.ForObjects(Resource.HasProtobuf, isWatch).Negotiate(Http.Request.Headers.Accept.ToString(), allowsTables);
        CheckForm(accepted, isList: Info.Verb is "list" or "deletecollection", isWatch);
        return ObjectFormat.Of(accepted, Resource, Http.Request.Query["includeObject"].ToString(), Time);
    }

    /// <summary>In what an answer that is no object of the resource is written.</summary>
    public WireEncoding DocumentEncoding() => Offer.Document.Negotiate(Http.Request.Headers.Accept.ToString()).Encoding;

    private static void CheckForm(AcceptedType accepted, bool isList, bool isWatch)
    {
        if (accepted.Form == ResponseForm.Metadata && !isWatch && accepted.IsListForm != isList)
        {
            throw new ApiException(new ApiStatus
            {
                Code = StatusCodes.Status406NotAcceptable,
                Reason = StatusReason.NotAcceptable,
                Message = isList
                    ? "you requested PartialObjectMetadata, but the requested object is a list; ask for PartialObjectMetadataList"
                    : "you requested PartialObjectMetadataList, but the requested object is not a list; ask for PartialObjectMetadata",
            });
        }
    }
}
