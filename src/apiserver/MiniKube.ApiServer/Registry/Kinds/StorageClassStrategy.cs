using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Volumes were made by the class as it is, so what matters to them does not change.</summary>
internal sealed class StorageClassStrategy : Strategy
{
    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        foreach (var name in (ReadOnlySpan<string>)["parameters", "provisioner", "reclaimPolicy"])
        {
            if (!JsonNode.DeepEquals(desired[name], existing[name]))
            {
                causes.Add(FieldErrors.Forbidden(name, "updates to " + name + " are forbidden."));
            }
        }

        ImmutableFields.Check("volumeBindingMode", desired, existing, causes);
    }
}
