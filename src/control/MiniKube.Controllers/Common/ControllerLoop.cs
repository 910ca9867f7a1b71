using MiniKube.Client.Informers;
using MiniKube.Client.Queues;

namespace MiniKube.Controllers.Common;

/// <summary>A queue, what works it off, and the caches that must be filled first.</summary>
internal sealed class ControllerLoop<TKey>(
    string name, ControllerContext context, WorkQueue<TKey> queue, IReconciler<TKey> reconciler, params IInformer[] informers) : IController
    where TKey : notnull
{
    public string Name { get; } = name;

    public int PendingCount => queue.PendingCount;

    public int DelayedCount => queue.DelayedCount;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var informer in informers)
        {
            await informer.WaitForSyncAsync(cancellationToken);
        }

        var host = new ReconcilerHost<TKey>(Name, queue, reconciler, context.Workers, context.Logger(Name));
        await host.RunAsync(cancellationToken);
    }
}
