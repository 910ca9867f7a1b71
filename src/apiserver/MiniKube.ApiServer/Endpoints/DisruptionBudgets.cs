using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Selectors;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Counts evictions against PodDisruptionBudgets.</summary>
internal sealed class DisruptionBudgets(ObjectStorage storage, ObjectUpdater updater, ServedResource budgets)
{
    /// <summary>So many pods may be on their way out before the controller has caught up.</summary>
    private const int DisruptedPodsMax = 2000;

    private const string AllowedCondition = "DisruptionAllowed";

    /// <summary>Takes one disruption from the budget that the pod falls under, if there is one.</summary>
    /// <exception cref="ApiException">429: the budget is spent or not counted yet. 403: it cannot be right. 500: several budgets match.</exception>
    public async ValueTask SpendAsync(RegistryRequest eviction, JsonObject pod, CancellationToken cancellationToken)
    {
        var matching = await MatchingAsync(eviction.Namespace, pod, cancellationToken);
        if (matching.Count == 0)
        {
            return;
        }

        if (matching.Count > 1)
        {
            throw new ApiException(new ApiStatus
            {
                Code = 500,
                Message = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
            });
        }

        await updater.UpdateAsync(
            eviction with { Resource = budgets, Name = matching[0].Name, Subresource = "status" },
            budget => Spent(eviction, pod, budget ?? throw StatusErrors.NotFound(budgets.GroupResource, matching[0].Name)),
            Preconditions.None,
            cancellationToken);
    }

    private async ValueTask<List<JsonObject>> MatchingAsync(string @namespace, JsonObject pod, CancellationToken cancellationToken)
    {
        var labels = pod.Metadata.Child("labels");
        var range = budgets.Keys.Range(@namespace);
        var at = await storage.CurrentRevisionAsync(range, cancellationToken);
        var matching = new List<JsonObject>();
        await foreach (var page in ObjectPages.ReadAsync(storage, range, at, cancellationToken))
        {
            foreach (var item in page)
            {
                var budget = budgets.Decode(new StoredObject(item));
                if (budget.Child("spec").Child("selector") is { } selector && LabelSelector.FromJson(selector).Matches(labels))
                {
                    matching.Add(budget);
                }
            }
        }

        return matching;
    }

    private JsonObject Spent(RegistryRequest eviction, JsonObject pod, JsonObject budget)
    {
        var spent = budget.DeepClone().AsObject();
        var status = spent.Ensure("status");
        if (CanGoUnready(pod, budget))
        {
            return spent;
        }

        if ((status.Integer("observedGeneration") ?? 0) < (budget.Metadata.Integer("generation") ?? 0))
        {
            throw Refusal($"The disruption budget {budget.Name} is still being processed by the server.", retryAfterSeconds: 10);
        }

        var allowed = status.Integer("disruptionsAllowed") ?? 0;
        var disrupted = status.Ensure("disruptedPods");
        CheckSound(budget, allowed, disrupted.Count);
        if (allowed == 0)
        {
            throw Refusal(WhyNone(budget, status));
        }

        status["disruptionsAllowed"] = allowed - 1;
        disrupted[pod.Name] = ObjectTree.Timestamp(eviction.Now);
        if (allowed == 1)
        {
            DisallowMore(status, eviction.Now);
        }

        return spent;
    }

    private void CheckSound(JsonObject budget, long allowed, int disrupted)
    {
        var why = allowed < 0 ? "pdb disruptions allowed is negative"
            : disrupted > DisruptedPodsMax ? "DisruptedPods map too big - too many evictions not confirmed by PDB controller"
            : "";
        if (why.Length > 0)
        {
            throw StatusErrors.Forbidden(budgets.GroupResource with { Resource = "poddisruptionbudget" }, budget.Name, why);
        }
    }

    private static string WhyNone(JsonObject budget, JsonObject status) =>
        status.Objects("conditions").FirstOrDefault(one => one.Text("type") == AllowedCondition) is { } condition && condition.Text("reason") == "SyncFailed"
            ? $"The disruption budget {budget.Name} does not allow evicting pods currently because it failed sync: {condition.Text("message")}"
            : $"The disruption budget {budget.Name} needs {status.Integer("desiredHealthy") ?? 0} healthy pods "
                + $"and has {status.Integer("currentHealthy") ?? 0} currently";

    /// <summary>The controller says so too, but it may come later.</summary>
    private static void DisallowMore(JsonObject status, DateTimeOffset now)
    {
        var conditions = status.EnsureList("conditions");
        var condition = conditions.OfType<JsonObject>().FirstOrDefault(one => one.Text("type") == AllowedCondition);
        if (condition is null)
        {
            condition = new JsonObject { ["type"] = AllowedCondition };
            conditions.Add((JsonNode)condition);
        }

        if (condition.Text("status") != "False")
        {
            condition["status"] = "False";
            condition["lastTransitionTime"] = ObjectTree.Timestamp(now);
        }

        condition["reason"] = "InsufficientPods";
        condition["message"] = "";
        condition["observedGeneration"] = status.Integer("observedGeneration") ?? 0;
    }

    /// <summary>A pod that is not ready costs no disruption where the budget says so, or has as many healthy pods as it needs.</summary>
    private static bool CanGoUnready(JsonObject pod, JsonObject budget)
    {
        var isReady = pod.Child("status").Objects("conditions").Any(one => one.Text("type") == "Ready" && one.Text("status") == "True");
        var status = budget.Child("status");
        var needed = status.Integer("desiredHealthy") ?? 0;
        return !isReady && (budget.Child("spec").Text("unhealthyPodEvictionPolicy") == "AlwaysAllow"
            || (needed > 0 && (status.Integer("currentHealthy") ?? 0) >= needed));
    }

    private static ApiException Refusal(string why, int retryAfterSeconds = 0) => new(new ApiStatus
    {
        Code = 429,
        Reason = StatusReason.TooManyRequests,
        Message = "Cannot evict pod as it would violate the pod's disruption budget.",
        Details = new StatusDetails
        {
            Causes = [new StatusCause("DisruptionBudget", why)],
            RetryAfterSeconds = retryAfterSeconds,
        },
    });
}
