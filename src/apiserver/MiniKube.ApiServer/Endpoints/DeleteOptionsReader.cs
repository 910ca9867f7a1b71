using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Reads <c>DeleteOptions</c> from a delete's body or, without one, from its query.</summary>
internal static class DeleteOptionsReader
{
    private static readonly TypeSchema Type = ApiCatalog.BuiltIn.Type("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions");

    private static readonly GroupVersionKind Kind = new("meta.k8s.io", "v1", "DeleteOptions");

    public static async ValueTask<(DeleteOptions Options, bool IsDryRun)> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(context, cancellationToken);
        var tree = body.Length == 0 ? FromQuery(context.Request.Query) : Parse(RequestBody.AsJson(MediaTypes.ContentType(context.Request), body).Bytes);
        return (FromTree(tree), IsDryRun(tree) || QueryValues.IsDryRun(context.Request.Query, "delete"));
    }

    /// <exception cref="ApiException">400 or 422: the options are not such.</exception>
    public static DeleteOptions FromTree(JsonObject tree)
    {
        var orphan = tree.Flag("orphanDependents");
        var policy = tree.Text("propagationPolicy");
        var causes = new List<StatusCause>();
        if (orphan is not null && policy.Length > 0)
        {
            causes.Add(FieldErrors.Invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set"));
        }

        if (policy is not ("" or "Background" or "Foreground" or "Orphan"))
        {
            causes.Add(FieldErrors.NotSupported("propagationPolicy", policy, "Foreground", "Background", "Orphan", "nil"));
        }

        if (causes.Count > 0)
        {
            throw StatusErrors.Invalid(Kind, "", [.. causes]);
        }

        // Upstream takes a negative grace period for one second.
        var grace = tree.Integer("gracePeriodSeconds");
        return new DeleteOptions
        {
            GracePeriodSeconds = grace < 0 ? 1 : grace,
            Preconditions = new Preconditions(
                tree.Child("preconditions").Text("uid"),
                tree.Child("preconditions").Text("resourceVersion")),
            Propagation = policy.Length > 0 ? Enum.Parse<PropagationPolicy>(policy) : orphan == true ? PropagationPolicy.Orphan : null,
            IsExplicitlyNotOrphan = orphan == false,
        };
    }

    private static bool IsDryRun(JsonObject tree)
    {
        var values = tree.Texts("dryRun").ToList();
        QueryValues.CheckDryRun(values, "delete");
        return values.Count > 0;
    }

    private static JsonObject FromQuery(IQueryCollection query)
    {
        var tree = new JsonObject();
        if (QueryValues.Integer(query, "gracePeriodSeconds") is { } grace)
        {
            tree["gracePeriodSeconds"] = grace;
        }

        if (QueryValues.Flag(query, "orphanDependents") is { } orphan)
        {
            tree["orphanDependents"] = orphan;
        }

        if (query["propagationPolicy"].ToString() is { Length: > 0 } policy)
        {
            tree["propagationPolicy"] = policy;
        }

        return tree;
    }

    private static JsonObject Parse(byte[] body)
    {
        try
        {
            var tree = ObjectDecoder.Decode(body, Type, new DecodeOptions { ReportsFields = false }).Object;
            return tree.Text("kind") is "" or "DeleteOptions"
                ? tree
                : throw StatusErrors.BadRequest($"the body of a delete has to be a DeleteOptions object, not a {tree.Text("kind")}");
        }
        catch (DecodeException error)
        {
            throw StatusErrors.BadRequest($"the body of a delete has to be a DeleteOptions object: {error.Message}");
        }
    }
}
