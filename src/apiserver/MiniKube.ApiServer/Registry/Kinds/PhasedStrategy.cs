using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>A kind whose new objects have a phase.</summary>
internal sealed class PhasedStrategy(string phase) : Strategy
{
    public override void PrepareForCreate(RegistryRequest request, JsonObject desired) =>
        desired["status"] = new JsonObject { ["phase"] = phase };
}
