using System.Threading.Channels;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.GarbageCollection;

/// <summary>Wires the garbage collector to all collections there are, also those that come later.</summary>
#pragma warning disable CA1001 // The host stops the queue at the end of its run.
internal sealed class GarbageCollector : IController
#pragma warning restore CA1001
{
    internal static readonly GroupVersionResource Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static readonly GroupVersionResource ApiServices = new("apiregistration.k8s.io", "v1", "apiservices");

    // A new kind is announced a moment before it is served.
    private static readonly TimeSpan RefreshDelay = TimeSpan.FromSeconds(1);

    private readonly ControllerContext _context;
    private readonly WorkQueue<string> _queue;
    private readonly ResourceMonitors _monitors;
    private readonly ReconcilerHost<string> _host;
    private readonly Channel<bool> _refresh = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private GarbageCollector(ControllerContext context)
    {
        _context = context;
        _queue = new WorkQueue<string>(context.Time);
        var graph = new OwnershipGraph();
        var served = new ServedResources();
        var logger = context.Logger("GarbageCollection");
        _monitors = new ResourceMonitors(context.ApiFor("generic-garbage-collector"), context.Informers, new GraphEvents(graph, _queue, KindsChanged), served, context.Time, logger);
        var reconciler = new GarbageReconciler(context.ApiFor("generic-garbage-collector"), graph, new OwnerLookup(context.ApiFor("generic-garbage-collector"), graph, served), _queue, logger);
        _host = new ReconcilerHost<string>(Name, _queue, reconciler, context.Workers, logger);
    }

    public string Name => "garbage-collector";

    public int PendingCount => _queue.PendingCount;

    public int DelayedCount => _queue.DelayedCount;

    public static IController Create(ControllerContext context) => new GarbageCollector(context);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _monitors.RefreshAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] running = [_host.RunAsync(stop.Token), FollowKindsAsync(stop.Token)];
        try
        {
            await await Task.WhenAny([.. running, _monitors.Broken]);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _monitors.StopAsync();
        }
    }

    private void KindsChanged(DiscoveredResource resource)
    {
        if (resource.Resource == Definitions || resource.Resource == ApiServices)
        {
            _refresh.Writer.TryWrite(true);
        }
    }

    private async Task FollowKindsAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in _refresh.Reader.ReadAllAsync(cancellationToken))
        {
            await Task.Delay(RefreshDelay, _context.Time, cancellationToken);
            await _monitors.RefreshAsync(cancellationToken);
        }
    }
}
