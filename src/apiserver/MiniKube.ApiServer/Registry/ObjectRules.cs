using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry;

/// <summary>Puts the rules of the schema and of the kind together into one answer.</summary>
internal static class ObjectRules
{
    /// <exception cref="ApiException">422, with every field that is wrong.</exception>
    public static void CheckCreate(RegistryRequest request, JsonObject desired)
    {
        var causes = new List<StatusCause>();
        request.Resource.Strategy.Validate(request, desired, causes);
        Refuse(request, desired.Name, causes);
    }

    /// <exception cref="ApiException">422, with every field that is wrong.</exception>
    public static void CheckUpdate(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        var causes = new List<StatusCause>();
        ObjectMetadata.ValidateUpdate(desired, existing, causes);
        request.Resource.Strategy.Validate(request, desired, causes);
        request.Resource.Strategy.ValidateUpdate(request, desired, existing, causes);
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
