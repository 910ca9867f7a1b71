using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Threading.Channels;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Probes;
using MiniKube.Kubelet.Status;

namespace MiniKube.Kubelet.PodWorkers;

/// <summary>Owns one pod: looks, plans, acts and reports whenever something has changed. Ends when nothing of the pod is left.</summary>
#pragma warning disable CA1001 // The loop disposes of what it used when it ends.
internal sealed partial class PodWorker
#pragma warning restore CA1001
{
    private const string StatusKey = "status";
    private const string ClearKey = "clear";
    private const string DeleteKey = "delete";
    private const string RefreshKey = "refresh";

    // 10 ms, 20 ms … 5 s: together about 10 s.
    private const int EndLooksMax = 10;

    private static readonly TimeSpan EndLookMin = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ObserveRetry = TimeSpan.FromSeconds(1);

    private readonly NodeServices _node;
    private readonly ILogger _logger;
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PodOperations _operations;
    private readonly PodProbes _probes;
    private readonly ReportedStatus _reported = new();
    private readonly ITimer _timer;
    private readonly PodMemory _memory = new();
    private readonly VolumeRefresh _refresh;
    private readonly ConcurrentDictionary<string, int> _expectedEnds = new(StringComparer.Ordinal);
    private readonly bool _isOrphan;
    private V1Pod _pod;
    private volatile bool _isRemoved;
    private volatile bool _isMaking;

    /// <param name="node">What all workers share.</param>
    /// <param name="pod">The pod; for an orphan what could be learnt of it from the runtime.</param>
    /// <param name="isOrphan">The API does not know the pod: it is only to be cleared away.</param>
    /// <param name="logger">Hears of failures.</param>
    public PodWorker(NodeServices node, V1Pod pod, bool isOrphan, ILogger logger)
    {
        (_node, _pod, _isOrphan, _isRemoved, _logger) = (node, pod, isOrphan, isOrphan, logger);
        _refresh = new VolumeRefresh(node.Options.VolumeRefreshPeriod);
        _operations = new PodOperations(node.TimeProvider, Signal);
        _probes = new PodProbes(node.Prober, node.Events, node.TimeProvider, Signal);
        _timer = node.TimeProvider.CreateTimer(_ => Signal(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Uid => _pod.Metadata.Uid;

    /// <summary>The pod as it was last seen.</summary>
    public V1Pod Pod => Volatile.Read(ref _pod);

    /// <summary>What the runtime had of the pod at the last look.</summary>
    public PodRuntime Runtime => Volatile.Read(ref _runtime);

    /// <summary>Why a container does not run yet, as the API shows it.</summary>
    public string WaitingReasonOf(string container) =>
        _memory.Status.Find(container)?.State?.Waiting?.Reason ?? WaitingReason.ContainerCreating;

    /// <summary>The container that the API shows as the last one that ended, while the runtime has it.</summary>
    public ContainerRecord? LastEnded(string container) =>
        _memory.Status.Find(container)?.LastState?.Terminated?.ContainerID is { } id
            ? Runtime.Containers.FirstOrDefault(record => id.EndsWith($"://{record.Id}", StringComparison.Ordinal))
            : null;

    /// <summary>Completes after the next look at the runtime.</summary>
    public Task WhenLookedAsync(CancellationToken cancellationToken) => Volatile.Read(ref _looked).Task.WaitAsync(cancellationToken);

    private PodRuntime _runtime = PodRuntime.Empty;
    private TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Update(V1Pod pod)
    {
        Volatile.Write(ref _pod, pod);
        Signal();
    }

    /// <summary>The API has let go of the pod.</summary>
    public void Remove(V1Pod last)
    {
        Volatile.Write(ref _pod, last);
        _isRemoved = true;
        Signal();
    }

    /// <summary>Something of the pod may have changed: look again soon.</summary>
    public void Signal() => _signals.Writer.TryWrite(true);

    public bool Owns(string containerOrSandboxId) =>
        Runtime.Containers.Any(container => string.Equals(container.Id, containerOrSandboxId, StringComparison.Ordinal))
        || Runtime.Sandboxes.Any(sandbox => string.Equals(sandbox.Id, containerOrSandboxId, StringComparison.Ordinal));

    /// <summary>A container or sandbox is being made, so one that nobody knows yet may be this pod's.</summary>
    public bool IsMaking => _isMaking;

    /// <summary>The container or sandbox has ended; the runtime may need a moment to say so itself, so the worker looks again until it does.</summary>
    public void ExpectEnd(string id)
    {
        _expectedEnds[id] = 0;
        Signal();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Signal();
        try
        {
            while (!_memory.IsDone)
            {
                await _signals.Reader.ReadAsync(cancellationToken);
                _operations.ApplyResults();
                if (!await TryTurnAsync(cancellationToken))
                {
                    SetTimer(_node.TimeProvider.GetUtcNow() + ObserveRetry);
                }
            }
        }
        finally
        {
            _node.Shares.Forget(Uid);
            await _timer.DisposeAsync();
            await _probes.DisposeAsync();
            await _operations.DrainAsync();
        }
    }

    private async Task<bool> TryTurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await TurnAsync(cancellationToken);
        }
#pragma warning disable CA1031 // The edge of the pod's loop: one pod that cannot be handled must not take the others down.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogTurnFailed(e, Pod.Metadata.NamespaceProperty, Pod.Metadata.Name);
            return false;
        }
    }

    /// <summary>One look at the pod and all that follows from it; false when the runtime could not be asked.</summary>
    private async Task<bool> TurnAsync(CancellationToken cancellationToken)
    {
        var pod = Pod;
        PodRuntime runtime;
        try
        {
            runtime = await _node.View.ObserveAsync(pod.Metadata.Uid, cancellationToken);
        }
        catch (Grpc.Core.RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            LogObserveFailed(pod.Metadata.NamespaceProperty, pod.Metadata.Name, e.Status.Detail);
            return false;
        }

        Volatile.Write(ref _runtime, runtime);
        Interlocked.Exchange(ref _looked, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        var snapshot = await LookAsync(pod, runtime, cancellationToken);
        var plan = _node.Shares.Plan(snapshot, Signal);
        Decide(plan, snapshot);
        Report(snapshot, plan, cancellationToken);
        foreach (var action in plan.Actions)
        {
            Begin(action, plan.Pod ?? pod, runtime, cancellationToken);
        }

        _isMaking = _operations.IsRunning(PodAction.StartKey) || _operations.IsRunning(PodAction.SandboxKey);
        Settle(pod, runtime, plan, cancellationToken);
        SetTimer(Earliest(plan.WakeAt, _operations.NextRelease, RefreshVolumes(pod, plan, cancellationToken), NextLookForEnds(runtime)));
        return true;
    }

    private DateTimeOffset? NextLookForEnds(PodRuntime runtime)
    {
        DateTimeOffset? next = null;
        foreach (var (id, looks) in _expectedEnds)
        {
            // A container that ends at once may end before the worker has seen it at all.
            var hasEnded = runtime.Containers.Any(container => container.HasExited && string.Equals(container.Id, id, StringComparison.Ordinal))
                || runtime.Sandboxes.Any(sandbox => !sandbox.IsReady && string.Equals(sandbox.Id, id, StringComparison.Ordinal));
            if (hasEnded || looks >= EndLooksMax)
            {
                _expectedEnds.TryRemove(id, out _);
                continue;
            }

            _expectedEnds[id] = looks + 1;
            next = Earliest(next, _node.TimeProvider.GetUtcNow() + (EndLookMin * Math.Pow(2, looks)));
        }

        return next;
    }

    private async Task<PodSnapshot> LookAsync(V1Pod pod, PodRuntime runtime, CancellationToken cancellationToken)
    {
        var health = FrozenDictionary<string, ContainerHealth>.Empty;
        if (_memory.Cause is TerminationCause.None && !_isRemoved && !pod.IsDeleted)
        {
            health = await _probes.SyncAsync(pod, runtime, _memory.Starting, PodIp(pod, runtime), cancellationToken);
        }
        else
        {
            await _probes.DisposeAsync();
        }

        return new PodSnapshot
        {
            Pod = pod,
            Now = _node.TimeProvider.GetUtcNow(),
            Runtime = runtime,
            Cause = _isRemoved ? TerminationCause.Removed : _memory.Cause,
            TerminatingSince = _memory.TerminatingSince,
            Memories = _memory.Containers.ToFrozenDictionary(StringComparer.Ordinal),
            Health = health,
            Running = _operations.Busy,
            IsAdmitted = _memory.IsAdmitted,
            Node = _node.Facts.Traits,
            Allocatable = _node.Facts.Allocatable.ToFrozenDictionary(amount => amount.Key, amount => amount.Value.ToDecimal(), StringComparer.Ordinal),
            Allocated = _memory.Allocated,
            SandboxRetryAt = _memory.SandboxRetryAt,
            SandboxProblem = _memory.SandboxProblem,
        };
    }

    private void Decide(PodPlan plan, PodSnapshot snapshot)
    {
        if (plan.Cause is not TerminationCause.None && _memory.Cause is TerminationCause.None)
        {
            _memory.TerminatingSince = snapshot.Now;
            _operations.Cancel(PodAction.StartKey);
            _operations.Cancel(PodAction.SandboxKey);
        }

        if (plan.Rejection is { } rejection)
        {
            _node.Events.Warning(snapshot.Pod, container: null, rejection.Reason, rejection.Message);
        }

        _memory.IsAdmitted |= plan.Cause is TerminationCause.None;
        _memory.Cause = plan.Cause;
        if (plan.Resize is { IsPending: true } pending && pending.Reason != _memory.Resize?.Reason)
        {
            _node.Events.Warning(snapshot.Pod, container: null, $"Resize{pending.Reason}", $"Pod resize {pending.Reason}: {pending.Message}");
        }

        _memory.Resize = plan.Resize;
        _memory.Allocated = plan.Pod ?? _memory.Allocated;
        foreach (var (name, why) in plan.Waiting)
        {
            if (_memory.Waiting.TryGetValue(name, out var before) && string.Equals(before.Reason, why.Reason, StringComparison.Ordinal))
            {
                continue;
            }

            if (why.Reason is WaitingReason.CrashLoopBackOff)
            {
                _node.Events.Warning(snapshot.Pod, name, "BackOff", $"Back-off restarting failed container {name} in pod {FullName(snapshot.Pod)}");
            }
            else if (why.Reason is WaitingReason.ImagePullBackOff)
            {
                _node.Events.Normal(snapshot.Pod, name, "BackOff", $"Back-off pulling image \"{snapshot.Pod.FindContainer(name)?.Image}\"");
                _node.Events.Warning(snapshot.Pod, name, "Failed", $"Error: {WaitingReason.ImagePullBackOff}");
            }
        }

        _memory.Waiting = plan.Waiting;
    }

    private void SetTimer(DateTimeOffset? at)
    {
        var due = at is { } moment ? moment - _node.TimeProvider.GetUtcNow() : Timeout.InfiniteTimeSpan;
        _timer.Change(at is not null && due < TimeSpan.Zero ? TimeSpan.Zero : due, Timeout.InfiniteTimeSpan);
    }

    private static DateTimeOffset? Earliest(params ReadOnlySpan<DateTimeOffset?> moments)
    {
        DateTimeOffset? earliest = null;
        foreach (var moment in moments)
        {
            earliest = earliest is null || moment < earliest ? moment ?? earliest : earliest;
        }

        return earliest;
    }

    private string? PodIp(V1Pod pod, PodRuntime runtime) =>
        pod.UsesHostNetwork ? _node.Facts.Ips[0] : runtime.ReadySandbox is { Ips: [var ip, ..] } ? ip : null;

    private static string FullName(V1Pod pod) => $"{pod.Metadata.Name}_{pod.Metadata.NamespaceProperty}({pod.Metadata.Uid})";

    [LoggerMessage(EventId = 10100, Level = LogLevel.Warning, Message = "The runtime did not answer for pod {Namespace}/{Name}: {Why}")]
    private partial void LogObserveFailed(string @namespace, string name, string why);

    [LoggerMessage(EventId = 10102, Level = LogLevel.Error, Message = "Pod {Namespace}/{Name} could not be handled")]
    private partial void LogTurnFailed(Exception exception, string @namespace, string name);

    [LoggerMessage(EventId = 10101, Level = LogLevel.Warning, Message = "{Operation} of pod {Namespace}/{Name} failed and will be tried again")]
    private partial void LogOperationFailed(Exception exception, string operation, string @namespace, string name);
}
