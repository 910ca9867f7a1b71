using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>What is to be done about the APIService of a version that this server answers for itself.</summary>
internal abstract record RegistrationPlan
{
    private RegistrationPlan()
    {
    }

    public sealed record Keep : RegistrationPlan
    {
        public static Keep Instance { get; } = new();
    }

    public sealed record Create(JsonObject Service) : RegistrationPlan;

    /// <summary>Only the spec is put right.</summary>
    public sealed record Correct(JsonObject Service) : RegistrationPlan;

    public sealed record Remove(string Uid) : RegistrationPlan;
}
