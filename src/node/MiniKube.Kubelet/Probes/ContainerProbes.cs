using k8s.Models;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Probes;

/// <summary>Watches one running container with up to three probes until it is disposed.</summary>
internal sealed class ContainerProbes : IAsyncDisposable
{
    private readonly Prober _prober;
    private readonly IPodEvents _events;
    private readonly TimeProvider _timeProvider;
    private readonly Action _changed;
    private readonly CancellationTokenSource _stop;
    private readonly TaskCompletionSource _startup = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private ContainerHealth _health;

    /// <param name="target">The container to watch.</param>
    /// <param name="initial">What is known of it: a container adopted after a restart of the kubelet keeps its readiness.</param>
    /// <param name="prober">Runs the probes.</param>
    /// <param name="events">Hears of failures.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="changed">Called when <see cref="Health"/> has changed.</param>
    /// <param name="cancellationToken">Ends the watch, too.</param>
    public ContainerProbes(
        ProbeTarget target,
        ContainerHealth initial,
        Prober prober,
        IPodEvents events,
        TimeProvider timeProvider,
        Action changed,
        CancellationToken cancellationToken)
    {
        (_prober, _events, _timeProvider, _changed) = (prober, events, timeProvider, changed);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _health = initial;
        if (initial.IsStarted)
        {
            _startup.SetResult();
        }

        _running = RunAllAsync(target, _stop.Token);
    }

    public ContainerHealth Health => Volatile.Read(ref _health);

    public static bool HasAny(V1Container container) => container is not { StartupProbe: null, LivenessProbe: null, ReadinessProbe: null };

    /// <summary>The health before the first verdict.</summary>
    public static ContainerHealth Initial(V1Container container, V1ContainerStatus? known, string containerId)
    {
        var isKnown = known?.ContainerID?.EndsWith(containerId, StringComparison.Ordinal) is true;
        return new ContainerHealth
        {
            IsStarted = container.StartupProbe is null || (isKnown && known!.Started is true),
            IsReady = container.ReadinessProbe is null || (isKnown && known!.Ready),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAllAsync(ProbeTarget target, CancellationToken cancellationToken)
    {
        // The caller holds no lock, but its loop must not wait for the first probe.
        await Task.Yield();
        try
        {
            await Task.WhenAll(
                RunAsync(ProbeKind.Startup, Health.IsStarted ? null : target.Container.StartupProbe, target, cancellationToken),
                RunAsync(ProbeKind.Liveness, target.Container.LivenessProbe, target, cancellationToken),
                RunAsync(ProbeKind.Readiness, target.Container.ReadinessProbe, target, cancellationToken));
        }
        catch (Exception e) when (e is OperationCanceledException or Grpc.Core.RpcException && cancellationToken.IsCancellationRequested)
        {
            // The container is gone or going.
        }
    }

    private async Task RunAsync(ProbeKind kind, V1Probe? probe, ProbeTarget target, CancellationToken cancellationToken)
    {
        if (probe is null)
        {
            return;
        }

        if (kind is not ProbeKind.Startup)
        {
            await _startup.Task.WaitAsync(cancellationToken);
        }

        var firstAt = target.StartedAt.AddSeconds(probe.InitialDelaySeconds ?? 0);
        if (firstAt - _timeProvider.GetUtcNow() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _timeProvider, cancellationToken);
        }

        var counter = new ProbeCounter(Math.Max(1, probe.SuccessThreshold ?? 1), Math.Max(1, probe.FailureThreshold ?? 3));
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(probe.PeriodSeconds is > 0 and var period ? period : 10), _timeProvider);
        do
        {
            var verdict = await _prober.ProbeAsync(probe, target, cancellationToken);
            if (!verdict.IsSuccess)
            {
                _events.Warning(target.Pod, target.Container.Name, "Unhealthy", $"{kind} probe failed: {verdict.Output}");
            }

            if (counter.Add(verdict.IsSuccess) && Apply(kind, verdict.IsSuccess, probe))
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>True when this probe has nothing more to say.</summary>
    private bool Apply(ProbeKind kind, bool isSuccess, V1Probe probe)
    {
        // Three loops write here, each its own part.
        ContainerHealth before, after;
        do
        {
            before = Volatile.Read(ref _health);
            after = (kind, isSuccess) switch
            {
                (ProbeKind.Readiness, _) => before with { IsReady = isSuccess },
                (ProbeKind.Startup, true) => before with { IsStarted = true },
                (ProbeKind.Liveness, true) => before,
#pragma warning disable CA1308 // The messages say "liveness probe".
                _ => before with { FailedProbe = kind.ToString().ToLowerInvariant(), GraceSeconds = probe.TerminationGracePeriodSeconds },
#pragma warning restore CA1308
            };
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _health, after, before), before));

        if (kind is ProbeKind.Startup && isSuccess)
        {
            _ = _startup.TrySetResult();
        }

        _changed();
        return kind is not ProbeKind.Readiness && (kind is ProbeKind.Startup || !isSuccess);
    }
}
