using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Api.Quantities;

namespace MiniKube.Api.Quotas;

/// <summary>Counts objects of any resource; a few old ones also under their bare name.</summary>
public sealed class ObjectCountQuota(GroupResource resource) : IQuotaEvaluator
{
    private readonly ResourceAmounts _one = IsPlainName(resource.Resource) && resource.Group.Length == 0
        ? ResourceAmounts.Of((resource.Resource, Quantity.FromUnits(1)), (QuotaEvaluators.CountOf(resource), Quantity.FromUnits(1)))
        : ResourceAmounts.Of((QuotaEvaluators.CountOf(resource), Quantity.FromUnits(1)));

    public static bool IsPlainName(string name) => name is "configmaps" or "resourcequotas" or "replicationcontrollers" or "secrets";

    public bool CountsUpdates(string subresource) => false;

    public bool Counts(string name) => _one.Find(name) is not null;

    /// <summary>No scope is about what is only counted.</summary>
    public bool Matches(QuotaScope scope, JsonObject tree) => false;

    public ResourceAmounts Usage(JsonObject tree, DateTimeOffset now) => _one;
}
