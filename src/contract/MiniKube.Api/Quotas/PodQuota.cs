using System.Globalization;
using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;

namespace MiniKube.Api.Quotas;

/// <summary>What a pod uses: itself while it has not ended, and what its containers ask for. Upstream's rules.</summary>
public sealed class PodQuota : IQuotaEvaluator
{
    private const string RequestPrefix = "requests.";
    private static readonly string[] Computed = ["cpu", "memory", "ephemeral-storage"];

    // A quota of these is only meant for containers that say them.
    private static readonly string[] MustBeSaid = ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

    public bool CountsUpdates(string subresource) => subresource == "resize";

    public bool Counts(string name) => name is "pods" or "count/pods" or "cpu" or "memory" or "ephemeral-storage"
            or "requests.cpu" or "requests.memory" or "requests.ephemeral-storage" or "limits.cpu" or "limits.memory" or "limits.ephemeral-storage"
        || name.StartsWith("hugepages-", StringComparison.Ordinal)
        || name.StartsWith("requests.hugepages-", StringComparison.Ordinal)
        || (name.StartsWith(RequestPrefix, StringComparison.Ordinal) && IsExtended(name[RequestPrefix.Length..]));

    public bool Matches(QuotaScope scope, JsonObject tree)
    {
        var spec = tree.Part("spec");
        return scope.Name switch
        {
            "Terminating" => spec.Number("activeDeadlineSeconds") >= 0,
            "NotTerminating" => spec.Number("activeDeadlineSeconds") is null or < 0,
            "BestEffort" => PodDemand.IsBestEffort(spec),
            "NotBestEffort" => !PodDemand.IsBestEffort(spec),
            "PriorityClass" => scope.Matches(spec?["priorityClassName"].Word ?? ""),
            "CrossNamespacePodAffinity" => ReachesOtherNamespaces(spec.Part("affinity")),
            _ => false,
        };
    }

    public ResourceAmounts Usage(JsonObject tree, DateTimeOffset now)
    {
        var one = Quantity.FromUnits(1);
        var stored = ResourceAmounts.Of(("count/pods", one));
        return IsOver(tree, now)
            ? stored
            : stored.With("pods", one).Plus(Named(PodDemand.Of(tree.Part("spec"), "requests"), PodDemand.Of(tree.Part("spec"), "limits")));
    }

    public string? Missing(IEnumerable<string> names, JsonObject tree)
    {
        var required = names.Where(name => MustBeSaid.Contains(name)).Order(StringComparer.Ordinal).ToList();
        var spec = tree.Part("spec");
        if (required.Count == 0 || spec.Part("resources") is { Count: > 0 })
        {
            return null;
        }

        var containers = spec.Parts("containers").Concat(spec.Parts("initContainers")).ToList();
        var missing = required
            .Select(name => (Name: name, Containers: containers
                .Where(container => Named(container.Amounts("requests"), container.Amounts("limits")).Find(name) is null)
                .Select(container => container["name"].Word)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .ToList()))
            .Where(each => each.Containers.Count > 0)
            .Select(each => $"{each.Name} for: {string.Join(',', each.Containers)}")
            .ToList();
        return missing.Count == 0 ? null : $"must specify {string.Join("; ", missing)}";
    }

    /// <summary>The names under which a quota counts requests and limits.</summary>
    private static ResourceAmounts Named(ResourceAmounts requests, ResourceAmounts limits)
    {
        var named = ResourceAmounts.None;
        foreach (var name in Computed)
        {
            if (requests.Find(name) is { } request)
            {
                named = named.With(name, request).With(RequestPrefix + name, request);
            }

            if (limits.Find(name) is { } limit)
            {
                named = named.With($"limits.{name}", limit);
            }
        }

        foreach (var (name, request) in requests)
        {
            if (name.StartsWith("hugepages-", StringComparison.Ordinal))
            {
                named = named.With(name, request).With(RequestPrefix + name, request);
            }
            else if (IsExtended(name))
            {
                named = named.With(RequestPrefix + name, request);
            }
        }

        return named;
    }

    /// <summary>Ended, or gone for longer than it was given: a lost node must not hold the quota for ever.</summary>
    private static bool IsOver(JsonObject tree, DateTimeOffset now)
    {
        if (tree.Part("status")?["phase"].Word is "Succeeded" or "Failed")
        {
            return true;
        }

        var metadata = tree.Part("metadata");
        return metadata.Number("deletionGracePeriodSeconds") is { } grace
            && DateTimeOffset.TryParse(metadata?["deletionTimestamp"].Word, CultureInfo.InvariantCulture, out var deleted)
            && now > deleted.AddSeconds(grace);
    }

    private static bool IsExtended(string name) => name.Contains('/', StringComparison.Ordinal) && !name.Contains("kubernetes.io/", StringComparison.Ordinal);

    private static bool ReachesOtherNamespaces(JsonObject? affinity)
    {
        foreach (var kind in (ReadOnlySpan<string>)["podAffinity", "podAntiAffinity"])
        {
            var rules = affinity.Part(kind);
            var terms = rules.Parts("requiredDuringSchedulingIgnoredDuringExecution")
                .Concat(rules.Parts("preferredDuringSchedulingIgnoredDuringExecution").Select(each => each.Part("podAffinityTerm")).OfType<JsonObject>());
            if (terms.Any(term => term["namespaces"] is JsonArray { Count: > 0 } || term.Has("namespaceSelector")))
            {
                return true;
            }
        }

        return false;
    }
}
