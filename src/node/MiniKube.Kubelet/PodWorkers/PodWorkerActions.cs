using System.Collections.Immutable;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Status;

#pragma warning disable MA0048 // What the worker does, beside when it does it.
namespace MiniKube.Kubelet.PodWorkers;

internal sealed partial class PodWorker
{
    private static readonly TimeSpan SandboxRetryMin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SandboxRetryMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartRetry = TimeSpan.FromSeconds(10);

    private void Begin(PodAction action, V1Pod pod, PodRuntime runtime, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case PodAction.CreateSandbox create:
                BeginSandbox(create, pod, runtime, cancellationToken);
                break;
            case PodAction.StartContainer start:
                BeginStart(start, pod, runtime, cancellationToken);
                break;
            case PodAction.KillContainer kill:
                BeginPlain(action, token => _node.Actuator.KillContainerAsync(pod, kill, PodIp(pod, runtime), token), cancellationToken);
                break;
            case PodAction.ResizeContainer resize:
                BeginResize(resize, pod, cancellationToken);
                break;
            case PodAction.StopSandbox stop:
                BeginPlain(action, token => _node.Actuator.StopSandboxAsync(stop.SandboxId, token), cancellationToken);
                break;
            case PodAction.RemoveSandbox remove:
                BeginPlain(action, token => _node.Actuator.RemoveSandboxAsync(remove.SandboxId, token), cancellationToken);
                break;
            case PodAction.RemoveContainer remove:
                BeginPlain(action, token => _node.Actuator.RemoveContainerAsync(remove.ContainerId, token), cancellationToken);
                break;
            default:
                throw new InvalidOperationException($"{action} is not handled");
        }
    }

    private void BeginPlain(PodAction action, Func<CancellationToken, Task> work, CancellationToken cancellationToken) => _operations.Begin(
        action.Key,
        async token =>
        {
            await work(token);
            return static () => { };
        },
        e => LogOperationFailed(e, action.Key, Pod.Metadata.NamespaceProperty, Pod.Metadata.Name),
        cancellationToken);

    private void BeginResize(PodAction.ResizeContainer resize, V1Pod pod, CancellationToken cancellationToken)
    {
        var container = pod.FindContainer(resize.Name)!;
        void Apply(Func<ContainerMemory, ContainerMemory> change) =>
            _memory.Containers[resize.Name] = change(_memory.Containers.GetValueOrDefault(resize.Name, ContainerMemory.None));

        _operations.Begin(
            resize.Key,
            async token =>
            {
                await _node.Resizer.ResizeAsync(pod, container, resize.ContainerId, token);
                return () => Apply(memory => memory with { Size = ContainerSize.Of(container.Resources), ResizeProblem = null, ResizeRetryAt = null });
            },
            e =>
            {
                LogOperationFailed(e, resize.Key, pod.Metadata.NamespaceProperty, pod.Metadata.Name);
                Apply(memory => memory with { ResizeProblem = e.Message, ResizeRetryAt = _node.TimeProvider.GetUtcNow() + StartRetry });
            },
            cancellationToken);
    }

    private void BeginSandbox(PodAction.CreateSandbox create, V1Pod pod, PodRuntime runtime, CancellationToken cancellationToken)
    {
        void Apply(WaitingReason? problem)
        {
            _memory.SandboxProblem = problem;
            _memory.SandboxFailures = problem is null ? 0 : _memory.SandboxFailures + 1;
            var delay = SandboxRetryMin * Math.Pow(2, Math.Min(_memory.SandboxFailures, 10));
            _memory.SandboxRetryAt = problem is null ? null : _node.TimeProvider.GetUtcNow() + (delay < SandboxRetryMax ? delay : SandboxRetryMax);
        }

        _operations.Begin(
            create.Key,
            async token =>
            {
                var problem = await _node.Actuator.CreateSandboxAsync(pod, runtime, create.Attempt, token);
                return () => Apply(problem);
            },
            e =>
            {
                LogOperationFailed(e, create.Key, pod.Metadata.NamespaceProperty, pod.Metadata.Name);
                Apply(new WaitingReason(WaitingReason.ContainerCreating, e.Message));
            },
            cancellationToken);
    }

    private void BeginStart(PodAction.StartContainer start, V1Pod pod, PodRuntime runtime, CancellationToken cancellationToken)
    {
        var container = pod.FindContainer(start.Name)!;
        var sandbox = runtime.Sandboxes.First(candidate => string.Equals(candidate.Id, start.SandboxId, StringComparison.Ordinal));
        var memory = _memory.Containers.GetValueOrDefault(start.Name, ContainerMemory.None);
        var order = new StartOrder(WithAddresses(pod, sandbox), container, sandbox, start.Attempt, memory, start.BackOff)
        {
            TargetId = runtime.Latest(EphemeralContainers.TargetOf(pod, start.Name))?.Id ?? "",
        };
        _memory.Starting = start.Name;

        void Apply(ContainerMemory next)
        {
            _memory.Starting = null;
            _memory.Containers[start.Name] = next;
        }

        _operations.Begin(
            start.Key,
            async token =>
            {
                try
                {
                    var next = await _node.Starter.StartAsync(order, token);
                    return () => Apply(next);
                }
                catch (OperationCanceledException) when (token.IsCancellationRequested)
                {
                    return () => Apply(memory);
                }
            },
            e =>
            {
                LogOperationFailed(e, $"start {start.Name}", pod.Metadata.NamespaceProperty, pod.Metadata.Name);
                var now = _node.TimeProvider.GetUtcNow();
                Apply(memory with { Waiting = new WaitingReason(WaitingReason.CreateContainerError, e.Message), FailedAt = now, RetryAt = now + StartRetry });
            },
            cancellationToken);
    }

    // Containers may ask for the pod's address before the API knows it.
    private V1Pod WithAddresses(V1Pod pod, SandboxRecord sandbox)
    {
        var ips = pod.UsesHostNetwork ? _node.Facts.Ips : sandbox.Ips;
        var status = (pod.Status ?? new V1PodStatus()) with
        {
            HostIP = _node.Facts.Ips[0],
            HostIPs = [.. _node.Facts.Ips.Select(ip => new V1HostIP { Ip = ip })],
            PodIP = ips is [var first, ..] ? first : null,
            PodIPs = [.. ips.Select(ip => new V1PodIP { Ip = ip })],
        };
        return pod with { Status = status };
    }

    private void Report(PodSnapshot snapshot, PodPlan plan, CancellationToken cancellationToken)
    {
        if (_isOrphan || snapshot.Cause is TerminationCause.Removed)
        {
            return;
        }

        if (!_memory.IsStatusFinal)
        {
            _memory.Status = PodStatusBuilder.Build(new PodObservation
            {
                Snapshot = snapshot,
                Plan = plan,
                Previous = _memory.Status ?? snapshot.Pod.Status,
                NodeIps = _node.Facts.Ips,
                RuntimeName = _node.Facts.RuntimeName,
                Starting = _memory.Starting,
                TerminationMessage = container => _node.TerminationMessages.Read(snapshot.Pod, container),
            });
            _memory.IsStatusFinal = plan.Stage is PodStage.Stopped;
        }

        Tell(snapshot.Pod, cancellationToken);
    }

    private void Tell(V1Pod pod, CancellationToken cancellationToken)
    {
        var status = _memory.Status!;
        if (_operations.Busy.Contains(StatusKey) || !_reported.MustTell(pod, status))
        {
            return;
        }

        var before = pod.Status;
        _operations.Begin(
            StatusKey,
            async token =>
            {
                try
                {
                    var answer = await _node.StatusWriter.WriteAsync(pod, before, status, token);
                    return () => _reported.Told(status, answer);
                }
                catch (ApiException e) when (e.IsNotFound || e.Status.Code is 409)
                {
                    // The pod is gone or its name has passed on to another; the source says so soon.
                    return () => _reported.Told(status, pod);
                }
            },
            e => LogOperationFailed(e, StatusKey, pod.Metadata.NamespaceProperty, pod.Metadata.Name),
            cancellationToken);
    }

    /// <summary>Clears up behind a pod that has ended, and lets the API forget one that was deleted.</summary>
    private void Settle(V1Pod pod, PodRuntime runtime, PodPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Stage is not PodStage.Stopped)
        {
            return;
        }

        var isLeaving = plan.Cause is TerminationCause.Deleted or TerminationCause.Removed;
        if (isLeaving ? !runtime.IsGone : _memory.IsCleared)
        {
            return;
        }

        if (isLeaving && _memory.IsAllCleared)
        {
            Leave(pod, cancellationToken);
            return;
        }

        if (!_operations.Busy.Contains(ClearKey))
        {
            var (ns, name, uid) = (pod.Metadata.NamespaceProperty, pod.Metadata.Name, pod.Metadata.Uid);
            _operations.Begin(
                ClearKey,
                _ =>
                {
                    if (isLeaving)
                    {
                        _node.Remains.ClearAll(ns, name, uid);
                    }
                    else
                    {
                        _node.Remains.ClearStopped(uid);
                    }

                    return Task.FromResult<Action>(() => (_memory.IsCleared, _memory.IsAllCleared) = (true, isLeaving));
                },
                e => LogOperationFailed(e, ClearKey, ns, name),
                cancellationToken);
        }
    }

    private void Leave(V1Pod pod, CancellationToken cancellationToken)
    {
        if (_isRemoved)
        {
            _memory.IsDone = true;
            return;
        }

        // First the last word about the containers, then the end.
        if (_memory.IsDeleteSent || _operations.IsRunning(StatusKey) || _operations.Busy.Contains(DeleteKey))
        {
            return;
        }

        _operations.Begin(
            DeleteKey,
            async token =>
            {
                var options = new V1DeleteOptions { GracePeriodSeconds = 0, Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } };
                try
                {
                    _ = await _node.Api.DeleteAsync<V1Pod>(new NamespacedName(pod.Metadata.NamespaceProperty, pod.Metadata.Name), options, token);
                }
                catch (ApiException e) when (e.IsNotFound || e.Status.Code is 409)
                {
                    // Gone already, or another pod has the name.
                }

                return () => _memory.IsDeleteSent = true;
            },
            e => LogOperationFailed(e, DeleteKey, pod.Metadata.NamespaceProperty, pod.Metadata.Name),
            cancellationToken);
    }

    /// <summary>Brings volumes that show API objects up to date now and then; the moment of the next time.</summary>
    private DateTimeOffset? RefreshVolumes(V1Pod pod, PodPlan plan, CancellationToken cancellationToken)
    {
        var shows = (pod.Spec.Volumes ?? []).Any(volume => volume is not { ConfigMap: null, Secret: null, Projected: null, DownwardAPI: null });
        if (!shows || _node.Options.IsSimulated || plan.Stage is not PodStage.Active)
        {
            return null;
        }

        var isPossible = Runtime.ReadySandbox is not null && !_operations.Busy.Contains(RefreshKey);
        if (_refresh.IsDue(pod, _node.TimeProvider.GetUtcNow(), isPossible, out var wakeAt))
        {
            _operations.Begin(
                RefreshKey,
                async token =>
                {
                    _ = await _node.Volumes.MountAsync(pod, token);
                    return static () => { };
                },
                e => LogOperationFailed(e, RefreshKey, pod.Metadata.NamespaceProperty, pod.Metadata.Name),
                cancellationToken);
        }

        return wakeAt;
    }
}
