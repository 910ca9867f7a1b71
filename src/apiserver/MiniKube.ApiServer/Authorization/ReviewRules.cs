using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authorization;

/// <summary>Whether a question about access is one, in upstream's words.</summary>
internal static class ReviewRules
{
    private const string Local = "LocalSubjectAccessReview";

    /// <param name="kind">Of the question.</param>
    /// <param name="review">The question; one that is asked in a namespace gets it.</param>
    /// <param name="pathNamespace">Where it is asked; empty for the cluster.</param>
    /// <exception cref="ApiException">422, or 400 when it is of another namespace than it is asked in.</exception>
    public static void Check(string kind, JsonObject review, string pathNamespace)
    {
        var causes = new List<StatusCause>();
        var spec = review.Ensure("spec");
        CheckAttributes(kind, spec, causes);
        if (kind != "SelfSubjectAccessReview" && spec.Text("user").Length == 0 && spec.List("groups") is null or { Count: 0 })
        {
            causes.Add(FieldErrors.Invalid("spec.user", "", "at least one of user or group must be specified"));
        }

        CheckMetadata(kind, review.Metadata, pathNamespace, causes);
        if (kind == Local)
        {
            CheckLocal(spec, pathNamespace, causes);
        }

        if (causes.Count > 0)
        {
            throw StatusErrors.Invalid(new GroupVersionKind("authorization.k8s.io", "v1", kind), "", [.. causes]);
        }
    }

    private static void CheckAttributes(string kind, JsonObject spec, List<StatusCause> causes)
    {
        if (spec.Child("resourceAttributes") is null && spec.Child("nonResourceAttributes") is null)
        {
            causes.Add(FieldErrors.Invalid(
                "spec.resourceAttributes", (JsonNode?)null, "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }
        else if (spec.Child("resourceAttributes") is not null && spec.Child("nonResourceAttributes") is { } other && kind != Local)
        {
            causes.Add(FieldErrors.Invalid("spec.nonResourceAttributes", other, "cannot be specified in combination with resourceAttributes"));
        }
    }

    /// <summary>Nothing is stored, so there is nothing to name.</summary>
    private static void CheckMetadata(string kind, JsonObject metadata, string pathNamespace, List<StatusCause> causes)
    {
        if (kind == Local)
        {
            if (metadata.Text("namespace") is { Length: > 0 } own && own != pathNamespace)
            {
                throw StatusErrors.BadRequest(
                    $"the namespace of the provided object does not match the namespace sent on the request ({own} is not {pathNamespace})");
            }

            metadata["namespace"] = pathNamespace;
        }

        if (metadata.Any(field => field.Key != "managedFields" && (kind != Local || field.Key != "namespace")))
        {
            causes.Add(FieldErrors.Invalid("metadata", metadata, kind == Local ? "must be empty except for namespace" : "must be empty"));
        }
    }

    private static void CheckLocal(JsonObject spec, string pathNamespace, List<StatusCause> causes)
    {
        if (spec.Child("resourceAttributes") is { } attributes && attributes.Text("namespace") is var asked && asked != pathNamespace)
        {
            causes.Add(FieldErrors.Invalid("spec.resourceAttributes.namespace", asked, "must match metadata.namespace"));
        }

        if (spec.Child("nonResourceAttributes") is { } path)
        {
            causes.Add(FieldErrors.Invalid("spec.nonResourceAttributes", path, "disallowed on this kind of request"));
        }
    }
}
