using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission.Policies;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>ValidatingAdmissionPolicies: their programs must compile, and the status says what does not fit the types they are about.</summary>
internal sealed class PolicyStrategy : Strategy
{
    public PolicyStrategy()
    {
        HasGeneration = true;
        AllowsUnconditionalUpdate = false;
    }

    public override void ValidateCreate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes) => Check(desired, 1, causes);

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        if (!JsonNode.DeepEquals(desired["spec"], existing["spec"]))
        {
            Check(desired, desired.Metadata.Integer("generation") ?? 1, causes);
        }
    }

    /// <summary>Types are checked once the programs are known to be right.</summary>
    private static void Check(JsonObject desired, long generation, ICollection<StatusCause> causes)
    {
        if (causes.Count == 0)
        {
            PolicyRules.CheckPolicy(desired, causes);
        }

        if (causes.Count == 0)
        {
            var status = desired.Ensure("status");
            status["observedGeneration"] = generation;
            status["typeChecking"] = PolicyTypeChecks.Check(desired);
        }
    }
}
