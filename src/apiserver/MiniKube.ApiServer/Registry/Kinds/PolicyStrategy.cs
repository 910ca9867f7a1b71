using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Admission policies: their programs must compile. What was stored before the language changed stays as it is.</summary>
internal abstract class PolicyStrategy : Strategy
{
    protected PolicyStrategy()
    {
        HasGeneration = true;
        AllowsUnconditionalUpdate = false;
    }

    public sealed override void ValidateCreate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes) => Check(desired, 1, causes);

    public sealed override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        if (!JsonNode.DeepEquals(desired["spec"], existing["spec"]))
        {
            Check(desired, desired.Metadata.Integer("generation") ?? 1, causes);
        }
    }

    /// <summary>Only asked of what is otherwise right.</summary>
    protected abstract void CheckPrograms(JsonObject desired, long generation, ICollection<StatusCause> causes);

    private void Check(JsonObject desired, long generation, ICollection<StatusCause> causes)
    {
        if (causes.Count == 0)
        {
            CheckPrograms(desired, generation, causes);
        }
    }
}
