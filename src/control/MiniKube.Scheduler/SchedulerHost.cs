using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Determinism;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Events;
using MiniKube.Client.Informers;
using MiniKube.Client.Leases;
using MiniKube.Client.Queues;
using MiniKube.Scheduler.Binding;
using MiniKube.Scheduler.Planning;
using MiniKube.Scheduler.Snapshot;
using MiniKube.Scheduler.Watching;

namespace MiniKube.Scheduler;

/// <summary>Owns the scheduler's loops: a client of the API server like any other.</summary>
public sealed class SchedulerHost(
    IApiClient api, SchedulerOptions options, TimeProvider time, IRandomSource random, ILoggerFactory logging)
{
    private static readonly Backoff RetryBackoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    private readonly ILogger _logger = logging.CreateLogger<SchedulerHost>();

    /// <summary>Schedules until cancelled; with <see cref="SchedulerOptions.LeaderElect"/> only while it holds the lease.</summary>
    /// <exception cref="LeadershipLostException">Another scheduler has taken over.</exception>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.LeaderElect)
        {
            return ScheduleAsync(cancellationToken);
        }

        var election = new LeaderElectionOptions
        {
            Lease = new NamespacedName("kube-system", "kube-scheduler"),
            Identity = $"{Environment.MachineName}_{Environment.ProcessId}_{random.Next(int.MaxValue):x8}",
        };
        return new LeaderElector(api, election, time, _logger).RunAsync(ScheduleAsync, cancellationToken);
    }

    private async Task ScheduleAsync(CancellationToken cancellationToken)
    {
        using var queue = new WorkQueue<NamespacedName>(time, RetryBackoff);
        var informers = new InformerFactory(api, time, random, logging);
        var pods = informers.For<V1Pod>();
        var nodes = informers.For<V1Node>();
        var events = new EventRecorder(api, options.SchedulerName, "", time, _logger);
        var state = new ClusterState();
        var scheduler = new PodScheduler(
            pods, state, SchedulingPlanner.Default, new PodBinder(api, events, time), random, options.SchedulerName);
        new ClusterWatch(state, queue, scheduler).Attach(pods, nodes);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] running = [informers.RunAsync(stop.Token), events.RunAsync(stop.Token), WorkAsync(informers, queue, scheduler, stop.Token)];
        try
        {
            // Whichever ends first ends the scheduler; its reason is the one to report.
            await await Task.WhenAny(running);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkAsync(
        InformerFactory informers, WorkQueue<NamespacedName> queue, PodScheduler scheduler, CancellationToken cancellationToken)
    {
        // A decision made before the pods that run are known would fill nodes twice.
        await informers.WaitForSyncAsync(cancellationToken);
        await new ReconcilerHost<NamespacedName>("scheduler", queue, scheduler, options.BindingsMax, _logger).RunAsync(cancellationToken);
    }
}
