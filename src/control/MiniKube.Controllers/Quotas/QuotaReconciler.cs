using System.Text.Json.Nodes;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Api.Quotas;
using MiniKube.Client.Api;
using MiniKube.Client.Queues;
using MiniKube.Client.Serialization;

namespace MiniKube.Controllers.Quotas;

/// <summary>
/// Writes into a quota's status what it bounds and what is used. Admission charges a quota in the transaction that stores an object; so a count
/// that was taken after the quota was read, and is written only if the quota is still as it was read, misses no object.
/// </summary>
internal sealed class QuotaReconciler(IApiClient api, QuotaUsage usage) : IReconciler<NamespacedName>
{
    /// <summary>Everything is counted again after so long, whatever was seen.</summary>
    private static readonly TimeSpan ResyncPeriod = TimeSpan.FromMinutes(5);

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        try
        {
            var found = await api.ListAsync<V1ResourceQuota>(
                key.Namespace, new ListOptions { FieldSelector = $"metadata.name={key.Name}" }, cancellationToken);
            if (found.Items is not [var quota])
            {
                return ReconcileResult.Done;
            }

            await SettleAsync(quota, cancellationToken);
            return ReconcileResult.After(ResyncPeriod);
        }
        catch (ApiException refusal) when (refusal.IsConflict)
        {
            return ReconcileResult.Retry;
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            return ReconcileResult.Done;
        }
    }

    private async Task SettleAsync(V1ResourceQuota quota, CancellationToken cancellationToken)
    {
        var tree = (JsonObject)JsonNode.Parse(ModelJson.Serialize(quota))!;
        var hard = ResourceAmounts.Read(tree["spec"]?["hard"] as JsonObject);
        var before = tree["status"] as JsonObject;
        var measured = await usage.MeasureAsync(quota.Metadata.NamespaceProperty, hard, QuotaScope.Read(tree["spec"] as JsonObject), cancellationToken);

        // What cannot be counted now stays as it was counted before.
        var used = ResourceAmounts.Read(before?["used"] as JsonObject).Only(hard.Names.Except(measured.Names)).Plus(measured);
        if (ResourceAmounts.Read(before?["hard"] as JsonObject).IsSame(hard) && ResourceAmounts.Read(before?["used"] as JsonObject).IsSame(used))
        {
            return;
        }

        var status = new V1ResourceQuotaStatus { Hard = Quantities(hard), Used = Quantities(used) };
        _ = await api.UpdateStatusAsync(quota with { Status = status }, cancellationToken);
    }

    private static Dictionary<string, ResourceQuantity> Quantities(ResourceAmounts amounts) =>
        amounts.ToDictionary(each => each.Key, each => new ResourceQuantity(each.Value.ToString()));
}
