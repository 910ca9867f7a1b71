using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Validation;

namespace MiniKube.ApiServer.Registry;

/// <summary>Puts the rules of the schema and of the kind together into one answer.</summary>
internal static class ObjectRules
{
    /// <exception cref="ApiException">422, with every field that is wrong.</exception>
    public static void CheckCreate(RegistryRequest request, JsonObject desired)
    {
        var causes = new List<StatusCause>(SchemaValidator.Validate(desired, request.Resource.Definition));
        request.Resource.Strategy.Validate(request, desired, causes);
        request.Resource.Strategy.ValidateCreate(request, desired, causes);
        Refuse(request, desired.Name, causes);
    }

    /// <exception cref="ApiException">422, with every field that is wrong.</exception>
    public static void CheckUpdate(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        var definition = request.Resource.Definition;
        var strategy = request.Resource.Strategy;
        var causes = new List<StatusCause>();

        // A status that comes alone, or a node, leaves everything that the schema's rules are about as it was accepted before.
        var isSame = JsonEquality.AreEqual(desired.Metadata, existing.Metadata, "managedFields", "resourceVersion");
        if (!request.IsOfOnePart || definition.IsCustom || !isSame)
        {
            causes.AddRange(SchemaValidator.Validate(desired, definition, existing));
            causes.AddRange(SchemaValidator.ValidateUpdate(strategy.ForChangeRules(request, desired, existing), existing, definition));
        }

        ObjectMetadata.ValidateUpdate(desired, existing, causes);
        strategy.Validate(request, desired, causes);
        strategy.ValidateUpdate(request, desired, existing, causes);
        Refuse(request, desired.Name, causes);
    }

    private static void Refuse(RegistryRequest request, string name, List<StatusCause> causes)
    {
        if (causes.Count > 0)
        {
            throw StatusErrors.Invalid(request.Resource.Definition.Kind, name, [.. causes]);
        }
    }
}
