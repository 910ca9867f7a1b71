using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Determinism;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry;

/// <summary>What the server sets and keeps in <c>metadata</c>, for every kind.</summary>
internal static class ObjectMetadata
{
    private static readonly ImmutableArray<string> ServerFields =
        ["resourceVersion", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation"];

    /// <summary>Fills in the namespace and holds it and the name against the path.</summary>
    /// <exception cref="ApiException">400: the body is for another object than the path.</exception>
    public static void MatchPath(RegistryRequest request, JsonObject desired)
    {
        var metadata = desired.Metadata;
        var @namespace = metadata.Text("namespace");
        if (!request.Resource.Definition.IsNamespaced)
        {
            metadata.Remove("namespace");
        }
        else if (@namespace.Length == 0)
        {
            metadata["namespace"] = request.Namespace;
        }
        else if (@namespace != request.Namespace)
        {
            throw StatusErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        var name = metadata.Text("name");
        if (request.Name.Length == 0)
        {
            return;
        }

        if (name.Length == 0)
        {
            throw StatusErrors.BadRequest($"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided");
        }

        if (name != request.Name)
        {
            throw StatusErrors.BadRequest(
                $"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        }
    }

    /// <summary>An owner that is named twice in the same words is kept once, and that is said.</summary>
    public static void MergeOwners(RegistryRequest request, JsonObject desired)
    {
        if (desired.Metadata.List("ownerReferences") is not { Count: > 1 } owners)
        {
            return;
        }

        var repeated = new List<string>();
        for (var i = owners.Count - 1; i > 0; i--)
        {
            if (owners.Take(i).Any(owner => JsonNode.DeepEquals(owner, owners[i])))
            {
                repeated.Insert(0, (owners[i] as JsonObject).Text("uid"));
                owners.RemoveAt(i);
            }
        }

        if (repeated.Count > 0)
        {
            request.Warn([
                ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests "
                + $"as early as 1.24; please fix your requests; duplicate UID(s) observed: {string.Join(", ", repeated)}",
            ]);
        }
    }

    /// <summary>Takes out of a new object what only the server sets.</summary>
    public static void ClearForCreate(JsonObject desired)
    {
        var metadata = desired.Metadata;
        foreach (var name in ServerFields)
        {
            metadata.Remove(name);
        }
    }

    /// <summary>Makes a new object the server's own: identity and time.</summary>
    public static void FillForCreate(RegistryRequest request, JsonObject desired, IUidSource uids)
    {
        ClearForCreate(desired);
        var metadata = desired.Metadata;
        metadata["uid"] = uids.NewUid();
        metadata["creationTimestamp"] = ObjectTree.Timestamp(request.Now);
        if (request.Resource.Strategy.HasGeneration)
        {
            metadata["generation"] = 1L;
        }
    }

    /// <summary>Fills in what an update left out and is the server's.</summary>
    public static void FillForUpdate(JsonObject desired, JsonObject existing)
    {
        var metadata = desired.Metadata;
        var before = existing.Metadata;
        metadata.Remove("selfLink");
        metadata.CopyFrom(before, "generation");
        metadata.CopyFrom(before, "creationTimestamp");
        foreach (var name in (ReadOnlySpan<string>)["uid", "deletionTimestamp", "deletionGracePeriodSeconds", "generateName"])
        {
            if (metadata[name] is null || (name == "deletionTimestamp" && before[name] is not null))
            {
                metadata.CopyFrom(before, name);
            }
        }
    }

    /// <summary>A deletion that has begun is not taken back or put off by an update.</summary>
    public static void ValidateUpdate(JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        var metadata = desired.Metadata;
        var before = existing.Metadata;
        if (metadata.Text("deletionTimestamp") != before.Text("deletionTimestamp"))
        {
            causes.Add(FieldErrors.Immutable("metadata.deletionTimestamp", metadata["deletionTimestamp"]));
        }

        if (metadata.Integer("deletionGracePeriodSeconds") != before.Integer("deletionGracePeriodSeconds"))
        {
            causes.Add(FieldErrors.Invalid(
                "metadata.deletionGracePeriodSeconds",
                metadata["deletionGracePeriodSeconds"],
                "field is immutable; may only be changed via deletion"));
        }
    }
}
