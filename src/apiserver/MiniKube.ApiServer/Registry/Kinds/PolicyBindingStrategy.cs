using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission.Policies;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>ValidatingAdmissionPolicyBindings.</summary>
internal sealed class PolicyBindingStrategy : Strategy
{
    public PolicyBindingStrategy()
    {
        HasGeneration = true;
        AllowsUnconditionalUpdate = false;
    }

    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes) => PolicyRules.CheckBinding(desired, causes);
}
