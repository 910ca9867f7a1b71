using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission.Policies;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>ValidatingAdmissionPolicies: the status says what does not fit the types that they are about.</summary>
internal sealed class ValidatingPolicyStrategy : PolicyStrategy
{
    protected override void CheckPrograms(JsonObject desired, long generation, ICollection<StatusCause> causes)
    {
        PolicyRules.CheckValidating(ValidatingPolicy.Compile(desired, CelType.Dyn), causes);
        if (causes.Count == 0)
        {
            var status = desired.Ensure("status");
            status["observedGeneration"] = generation;
            status["typeChecking"] = PolicyTypeChecks.Check(desired);
        }
    }
}
