using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Schema.CustomResources;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds;
using MiniKube.Schema.Validation.Ordering;

namespace MiniKube.Schema.Validation;

/// <summary>
/// Says everything that is wrong with an object, at once: first what all objects have, then what the schema says, then the kind's own rules.
/// Expects an object with its defaults filled in and its name generated.
/// </summary>
public static class SchemaValidator
{
    /// <param name="value">The object.</param>
    /// <param name="resource">Its resource.</param>
    /// <param name="old">For an update the object as stored: of a custom resource only what has changed is held against the schema.</param>
    public static ImmutableArray<StatusCause> Validate(JsonObject value, ResourceDefinition resource, JsonObject? old = null)
    {
        var complaints = new Complaints();
        MetadataRules.Check(value.Object("metadata") ?? [], resource, complaints);
        if (resource.IsCustom)
        {
            CustomObjectRules.Check(value, old, resource.Schema, complaints);
        }
        else if (!resource.IsVirtual)
        {
            ShapeRules.Check(value, resource.Schema, complaints);
        }

        KindRules.Check(value, resource, old, complaints);
        return CauseOrder.Arrange(complaints.ToImmutable(), resource.Schema);
    }

    /// <summary>What a change may not do: the fields that are fixed once the object is there.</summary>
    public static ImmutableArray<StatusCause> ValidateUpdate(JsonObject updated, JsonObject old, ResourceDefinition resource)
    {
        var complaints = new Complaints();
        MetadataRules.CheckUpdate(updated.Object("metadata") ?? [], old.Object("metadata") ?? [], complaints);
        KindRules.CheckUpdate(updated, old, resource, complaints);
        return complaints.ToImmutable();
    }
}
