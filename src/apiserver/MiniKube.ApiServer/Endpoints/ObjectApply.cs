using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>A server-side apply as sent: the configuration, who applies it, and whether by force.</summary>
internal sealed record ObjectApply(JsonObject Config, string Manager, bool IsForced)
{
    /// <exception cref="ApiException">400: the body is no configuration of the kind. 413. 422: a parameter is missing.</exception>
    public static async ValueTask<ObjectApply> ReadAsync(HttpContext context, GroupVersionKind kind, CancellationToken cancellationToken)
    {
        var manager = context.Request.Query["fieldManager"].ToString();
        if (manager.Length == 0)
        {
            throw StatusErrors.Invalid(
                FieldManagers.OptionsOf("patch"), "", [FieldErrors.Required("fieldManager", "is required for apply patch")]);
        }

        var validation = FieldValidation.Of(context, "patch");
        var body = RequestBody.FromYaml(await RequestBody.ReadAsync(context, cancellationToken));
        var config = Read(body.Bytes);
        CheckKind(config, kind);
        validation.ApplyDuplicates(body.RepeatedKeys ?? []);
        return new ObjectApply(config, manager, QueryValues.Flag(context.Request.Query, "force") ?? false);
    }

    /// <summary>What the object becomes, ownership included.</summary>
    /// <exception cref="ApiException">400: the configuration does not fit the kind. 409: it is in conflict with what others own.</exception>
    public JsonObject Apply(JsonObject? existing, EndpointRequest request, OwnershipContext context)
    {
        if (existing is null && request.Info.Subresource.Length > 0)
        {
            throw StatusErrors.NotFound(request.Resource.GroupResource, request.Name);
        }

        switch (ApplyOwnership.Apply(existing, Config, context, IsForced))
        {
            case ApplyResult.Applied applied:
                RefuseOtherUid(existing, applied.Object, request);
                return applied.Object;
            case ApplyResult.Conflicting conflicting:
                throw ConflictOf(conflicting.Conflicts);
            case ApplyResult.Malformed malformed:
                throw StatusErrors.BadRequest($"failed to create typed patch object ({Describe(request)}): {malformed.Why}");
            default:
                throw new InvalidOperationException("an apply has no such outcome");
        }
    }

    private static JsonObject Read(byte[] json)
    {
        try
        {
            return ConfigurationReader.Read(json);
        }
        catch (DecodeException error)
        {
            throw StatusErrors.BadRequest($"error decoding YAML: {error.Message}");
        }
    }

    private static void CheckKind(JsonObject config, GroupVersionKind kind)
    {
        var (version, name) = (config.Text("apiVersion"), config.Text("kind"));
        if (version != kind.GroupVersion.ToString() || name != kind.Kind)
        {
            throw StatusErrors.BadRequest($"invalid object type: {Describe(version, name)}");
        }

        if (config["metadata"] is JsonObject metadata && metadata["managedFields"] is not null)
        {
            throw StatusErrors.BadRequest("metadata.managedFields must be nil");
        }
    }

    private static void RefuseOtherUid(JsonObject? existing, JsonObject applied, EndpointRequest request)
    {
        if (existing is null && applied.Metadata.Text("uid") is { Length: > 0 } uid)
        {
            throw StatusErrors.Conflict(
                request.Resource.GroupResource,
                request.Name,
                $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        }
    }

    private static ApiException ConflictOf(ImmutableArray<ApplyConflict> conflicts)
    {
        var causes = conflicts.Select(conflict => new StatusCause("FieldManagerConflict", $"conflict with {conflict.Manager}", conflict.Field));
        return new ApiException(new ApiStatus
        {
            Code = 409,
            Reason = StatusReason.Conflict,
            Message = Message(conflicts),
            Details = new StatusDetails { Causes = [.. causes] },
        });
    }

    private static string Message(ImmutableArray<ApplyConflict> conflicts)
    {
        if (conflicts is [var only])
        {
            return $"Apply failed with 1 conflict: conflict with {only.Manager}: {only.Field}";
        }

        var lines = conflicts.GroupBy(conflict => conflict.Manager).SelectMany(
            group => group.Select(conflict => $"- {conflict.Field}").Prepend($"conflicts with {group.Key}:"));
        return $"Apply failed with {conflicts.Length} conflicts: {string.Join('\n', lines)}";
    }

    private string Describe(EndpointRequest request)
    {
        var metadata = Config["metadata"] as JsonObject;
        var name = metadata.Text("name") is { Length: > 0 } given ? given : request.Name;
        return $"{metadata.Text("namespace")}/{name}; {Describe(Config.Text("apiVersion"), Config.Text("kind"))}";
    }

    private static string Describe(string apiVersion, string kind) =>
        $"{(apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion : $"/{apiVersion}")}, Kind={kind}";
}
