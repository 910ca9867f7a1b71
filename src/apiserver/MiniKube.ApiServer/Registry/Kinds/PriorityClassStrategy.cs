using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Pods have copied the value, so it does not change.</summary>
internal sealed class PriorityClassStrategy : Strategy
{
    private const long UserValueMax = 1_000_000_000;

    public PriorityClassStrategy() => HasGeneration = true;

    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
        if (desired.Name.StartsWith("system-", StringComparison.Ordinal))
        {
            if (desired.Name is not ("system-cluster-critical" or "system-node-critical"))
            {
                causes.Add(FieldErrors.Forbidden("metadata.name", "priority class names with 'system-' prefix are reserved for system use only"));
            }
        }
        else if (desired.Integer("value") > UserValueMax)
        {
            causes.Add(FieldErrors.Forbidden("value", $"maximum allowed value of a user defined priority is {UserValueMax}"));
        }
    }

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        if ((desired.Integer("value") ?? 0) != (existing.Integer("value") ?? 0))
        {
            causes.Add(FieldErrors.Forbidden("value", "may not be changed in an update."));
        }

        ImmutableFields.Check("preemptionPolicy", desired, existing, causes);
    }
}
