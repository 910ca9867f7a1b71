using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>A binding gives one role for life, so that giving another one takes a new binding.</summary>
internal sealed class RoleBindingStrategy : Strategy
{
    public RoleBindingStrategy() => AllowsCreateOnUpdate = true;

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        if (!JsonNode.DeepEquals(desired["roleRef"], existing["roleRef"]))
        {
            causes.Add(FieldErrors.Invalid("roleRef", desired["roleRef"], "cannot change roleRef"));
        }
    }
}
