using k8s.Models;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Api.Quotas;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.Quotas;

/// <summary>Wires the controller that counts what is used of quotas: when one changes, when something that it counts goes, and now and then.</summary>
#pragma warning disable CA1001 // The host stops the queue at the end of its run.
internal sealed class QuotaController : IController
#pragma warning restore CA1001
{
    private const string Account = "resourcequota-controller";

    // Objects go by the hundred; their namespace is counted once for all that go within this time.
    private static readonly TimeSpan GatherDelay = TimeSpan.FromMilliseconds(200);

    private readonly WorkQueue<NamespacedName> _queue;
    private readonly IInformer<V1ResourceQuota> _quotas;
    private readonly IInformer<V1Pod> _pods;
    private readonly CountedResources _counted;
    private readonly ReconcilerHost<NamespacedName> _host;

    private QuotaController(ControllerContext context)
    {
        _queue = new WorkQueue<NamespacedName>(context.Time);
        _quotas = context.Informers.For<V1ResourceQuota>().WithNamespaceIndex();
        _pods = context.Informers.For<V1Pod>();
        var logger = context.Logger("Quotas");
        var api = context.ApiFor(Account);
        _counted = new CountedResources(api, context.Informers, NamesOfAll, Changed, context.Time, logger);
        var reconciler = new QuotaReconciler(api, new QuotaUsage(api, _counted, context.Time));
        _host = new ReconcilerHost<NamespacedName>(Name, _queue, reconciler, context.Workers, logger);
        _quotas.AddHandler(Wanted, QuotaUpdated, _ => _counted.Refresh());
        _pods.AddHandler(null, PodUpdated, pod => Changed(new GroupResource("", "pods"), pod.Metadata.NamespaceProperty));
    }

    public string Name => "resourcequota";

    public int PendingCount => _queue.PendingCount;

    public int DelayedCount => _queue.DelayedCount;

    public static IController Create(ControllerContext context) => new QuotaController(context);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _quotas.WaitForSyncAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] running = [_host.RunAsync(stop.Token), _counted.RunAsync(stop.Token)];
        try
        {
            await await Task.WhenAny(running);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static NamespacedName KeyOf(V1ResourceQuota quota) => new(quota.Metadata.NamespaceProperty, quota.Metadata.Name);

    private void Wanted(V1ResourceQuota quota)
    {
        _queue.Add(KeyOf(quota));
        _counted.Refresh();
    }

    /// <summary>What admission charges is counted already.</summary>
    private void QuotaUpdated(V1ResourceQuota before, V1ResourceQuota now)
    {
        if (!Amounts(before.Spec?.Hard).IsSame(Amounts(now.Spec?.Hard)) || !Amounts(now.Status?.Hard).IsSame(Amounts(now.Spec?.Hard)))
        {
            Wanted(now);
        }
    }

    private void PodUpdated(V1Pod before, V1Pod now)
    {
        if (before.IsFinished != now.IsFinished)
        {
            Changed(new GroupResource("", "pods"), now.Metadata.NamespaceProperty);
        }
    }

    private void Changed(GroupResource resource, string @namespace)
    {
        foreach (var quota in _quotas.ByIndex(ObjectIndexes.Namespace, @namespace))
        {
            if (quota.Spec?.Hard is { } hard && hard.Keys.Any(name => QuotaEvaluators.ResourceOf(name) == resource))
            {
                _queue.AddAfter(KeyOf(quota), GatherDelay);
            }
        }
    }

    private IEnumerable<string> NamesOfAll() => _quotas.List().SelectMany(quota => quota.Spec?.Hard?.Keys ?? []);

    private static ResourceAmounts Amounts(IDictionary<string, ResourceQuantity>? map)
    {
        var amounts = ResourceAmounts.None;
        foreach (var (name, amount) in map ?? new Dictionary<string, ResourceQuantity>())
        {
            amounts = amounts.With(name, Api.Quantities.Quantity.Parse(amount.ToString()));
        }

        return amounts;
    }
}
