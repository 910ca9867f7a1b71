using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry;

/// <summary>What a delete has to do.</summary>
internal abstract record DeletionPlan
{
    /// <summary>Nothing keeps the object.</summary>
    public sealed record Remove : DeletionPlan;

    /// <summary>Finalizers or a grace period keep the object; it is marked.</summary>
    public sealed record Mark(JsonObject Marked) : DeletionPlan;

    /// <summary>The deletion has begun already and this request does not hasten it.</summary>
    public sealed record Pending : DeletionPlan;
}
