using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>A revision's data is history: it does not change.</summary>
internal sealed class ControllerRevisionStrategy : Strategy
{
    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes) =>
        ImmutableFields.Check("data", desired, existing, causes);
}
