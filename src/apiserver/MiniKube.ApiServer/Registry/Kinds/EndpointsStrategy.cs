using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Endpoints are kept packed in one way, whoever wrote them how: addresses with the same ports stand together, each once.</summary>
internal sealed class EndpointsStrategy : Strategy
{
    public EndpointsStrategy() => AllowsCreateOnUpdate = true;

    public override void PrepareForCreate(RegistryRequest request, JsonObject desired) => Repack(desired);

    public override void PrepareForUpdate(RegistryRequest request, JsonObject desired, JsonObject existing) => Repack(desired);

    private static void Repack(JsonObject endpoints)
    {
        if (endpoints.List("subsets") is { Count: > 0 })
        {
            endpoints["subsets"] = EndpointSubsets.Pack([.. endpoints.Objects("subsets")]);
        }
    }
}
