using k8s.Models;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.ClusterRoles;

/// <summary>Wires the controller that fills aggregated ClusterRoles.</summary>
internal static class AggregationController
{
    private const string Name = "clusterrole-aggregation-controller";
    private const string Key = "all";

    public static IController Create(ControllerContext context)
    {
        var queue = new WorkQueue<string>(context.Time);
        var roles = context.Informers.For<V1ClusterRole>();
        roles.AddHandler(_ => queue.Add(Key), (_, _) => queue.Add(Key), _ => queue.Add(Key));
        return new ControllerLoop<string>(Name, context, queue, new AggregationReconciler(context.ApiFor(Name), roles), roles);
    }
}
