using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Api.Quotas;
using MiniKube.Client.Api;

namespace MiniKube.Controllers.Quotas;

/// <summary>Counts what the objects of a namespace use, from the server and not from a cache: see <see cref="QuotaReconciler"/>.</summary>
internal sealed class QuotaUsage(IApiClient api, CountedResources served, TimeProvider time)
{
    private const int PageItems = 500;

    /// <summary>What is used of each bound; what cannot be counted, because nothing of that name is served, is left out.</summary>
    public async Task<ResourceAmounts> MeasureAsync(
        string @namespace, ResourceAmounts hard, ImmutableArray<QuotaScope> scopes, CancellationToken cancellationToken)
    {
        var used = ResourceAmounts.None;
        foreach (var names in hard.Names.GroupBy(QuotaEvaluators.ResourceOf))
        {
            if (names.Key is { } resource && await served.FindAsync(resource, cancellationToken) is { } collection)
            {
                used = used.Plus((await SumAsync(collection, @namespace, scopes, cancellationToken)).Only(names).Plus(Zeros(names)));
            }
        }

        return used;
    }

    private static ResourceAmounts Zeros(IEnumerable<string> names) =>
        names.Aggregate(ResourceAmounts.None, (zeros, name) => zeros.With(name, default));

    private async Task<ResourceAmounts> SumAsync(
        DiscoveredResource collection, string @namespace, ImmutableArray<QuotaScope> scopes, CancellationToken cancellationToken)
    {
        var evaluator = QuotaEvaluators.For(collection.Resource.GroupResource);
        if (evaluator is ObjectCountQuota)
        {
            return scopes.IsEmpty ? await CountAsync(evaluator, collection.Resource, @namespace, cancellationToken) : ResourceAmounts.None;
        }

        var sum = ResourceAmounts.None;
        var next = "";
        do
        {
            var page = await ListAsync(collection.Resource, @namespace, PageItems, next, cancellationToken);
            foreach (var item in (page["items"] as JsonArray ?? []).OfType<JsonObject>().Where(item => QuotaMatch.IsAbout(evaluator, scopes, item)))
            {
                sum = sum.Plus(evaluator.Usage(item, time.GetUtcNow()));
            }

            next = (string?)page["metadata"]?["continue"] ?? "";
        }
        while (next.Length > 0);
        return sum;
    }

    /// <summary>The server says how many there are without sending them.</summary>
    private async Task<ResourceAmounts> CountAsync(
        IQuotaEvaluator evaluator, GroupVersionResource resource, string @namespace, CancellationToken cancellationToken)
    {
        var page = await ListAsync(resource, @namespace, 1, "", cancellationToken);
        var count = (page["items"] as JsonArray)?.Count ?? 0;
        count += (int?)page["metadata"]?["remainingItemCount"] ?? 0;
        var one = evaluator.Usage([], time.GetUtcNow());
        return one.Names.Aggregate(
            ResourceAmounts.None, (sum, name) => sum.With(name, MiniKube.Api.Quantities.Quantity.FromUnits(count)));
    }

    private async Task<JsonObject> ListAsync(GroupVersionResource resource, string @namespace, int limit, string next, CancellationToken cancellationToken)
    {
        var root = resource.Group.Length == 0 ? "/api/v1" : $"/apis/{resource.Group}/{resource.Version}";
        var body = await api.GetRawAsync(
            $"{root}/namespaces/{@namespace}/{resource.Resource}?limit={limit}&continue={Uri.EscapeDataString(next)}", cancellationToken);
        return JsonNode.Parse(body) as JsonObject ?? [];
    }
}
