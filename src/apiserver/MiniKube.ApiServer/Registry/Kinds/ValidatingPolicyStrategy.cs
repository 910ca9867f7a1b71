using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission.Policies;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>ValidatingAdmissionPolicies: the status says what does not fit the types that they are about, as these are at the moment.</summary>
internal sealed class ValidatingPolicyStrategy(ServedApi api) : PolicyStrategy
{
    protected override void CheckPrograms(JsonObject desired, long generation, ICollection<StatusCause> causes)
    {
        PolicyRules.CheckValidating(ValidatingPolicy.Compile(desired, PolicyTypes.Dynamic), causes);
        if (causes.Count == 0)
        {
            var status = desired.Ensure("status");
            status["observedGeneration"] = generation;
            status["typeChecking"] = PolicyTypeChecks.Check(desired, PolicySchemas.Of(desired, api.Catalog));
        }
    }
}
