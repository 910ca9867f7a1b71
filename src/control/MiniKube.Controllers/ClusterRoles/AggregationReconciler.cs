using k8s.Models;
using MiniKube.Api.Models;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;

namespace MiniKube.Controllers.ClusterRoles;

/// <summary>Writes the rules of all aggregated roles; there is one key, as any role may be a part of any of them.</summary>
internal sealed class AggregationReconciler(IApiClient api, IInformer<V1ClusterRole> roles) : IReconciler<string>
{
    public async Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        var all = roles.List();
        foreach (var role in all)
        {
            if (!role.IsBeingDeleted && AggregationPlanner.Plan(role, all) is { } rules)
            {
                _ = await api.UpdateAsync(role with { Rules = [.. rules] }, cancellationToken);
            }
        }

        return ReconcileResult.Done;
    }
}
