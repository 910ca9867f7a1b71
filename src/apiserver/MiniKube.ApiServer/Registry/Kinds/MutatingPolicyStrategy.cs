using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission.Policies;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>MutatingAdmissionPolicies: each program must make what its mutation takes.</summary>
internal sealed class MutatingPolicyStrategy : PolicyStrategy
{
    protected override void CheckPrograms(JsonObject desired, long generation, ICollection<StatusCause> causes) =>
        PolicyRules.CheckMutating(MutatingPolicy.Compile(desired), causes);
}
