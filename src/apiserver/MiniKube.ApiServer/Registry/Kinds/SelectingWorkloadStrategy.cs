using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Deployments, ReplicaSets, DaemonSets: what they select they select for life.</summary>
internal sealed class SelectingWorkloadStrategy : Strategy
{
    public SelectingWorkloadStrategy()
    {
        HasGeneration = true;
        StatusKeepsLabels = true;
    }

    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes) =>
        TemplateRules.Check(desired, causes);

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes) =>
        ImmutableFields.Check("spec.selector", desired, existing, causes);
}
