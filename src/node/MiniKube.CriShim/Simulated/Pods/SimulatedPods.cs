using Grpc.Core;
using MiniKube.Cri.V1;
using MiniKube.CriShim.Simulated.Events;
using MiniKube.CriShim.Simulated.Images;

namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>The sandboxes and containers of a simulated node. Its one lock is held for single changes, never while time passes.</summary>
internal sealed class SimulatedPods : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SimulatedRuntimeOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly EventBroadcast _events;
    private readonly Func<string> _newId;
    private readonly ExitSchedule _schedule;
    private readonly Dictionary<string, SimulatedSandbox> _sandboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedContainer> _containers = new(StringComparer.Ordinal);

    // Name → id, as a runtime refuses a second sandbox or container of the same name and attempt.
    private readonly Dictionary<string, string> _reserved = new(StringComparer.Ordinal);
    private PodAddresses _addresses;

    public SimulatedPods(SimulatedRuntimeOptions options, TimeProvider timeProvider, EventBroadcast events)
    {
        _options = options;
        _timeProvider = timeProvider;
        _events = events;
        _newId = options.NewId ?? new CountedIds(options.NodeName).Next;
        _addresses = new PodAddresses(options.PodCidr);
        _schedule = new ExitSchedule(timeProvider, EndScheduled);
    }

    private long Now => UnixNanoseconds.Of(_timeProvider.GetUtcNow());

    public void Dispose() => _schedule.Dispose();

    /// <summary>New sandboxes get their addresses from here; those that run keep theirs.</summary>
    public void UsePodCidr(string podCidr)
    {
        var addresses = new PodAddresses(podCidr);
        lock (_gate)
        {
            if (!addresses.HasRangesOf(_addresses))
            {
                _addresses = addresses;
            }
        }
    }

    public async Task<string> RunSandboxAsync(RunPodSandboxRequest request, CancellationToken cancellationToken)
    {
        var metadata = request.Config?.Metadata ?? throw Errors.Invalid("the sandbox config has no metadata");
        var name = SimulatedSandbox.NameOf(metadata);
        var id = _newId();
        lock (_gate)
        {
            Reserve(name, id, "sandbox");
        }

        try
        {
            if (_options.SandboxDelay > TimeSpan.Zero)
            {
                await Task.Delay(_options.SandboxDelay, _timeProvider, cancellationToken);
            }

            lock (_gate)
            {
                var sandbox = new SimulatedSandbox(id, request, Now);
                sandbox.Addresses = sandbox.UsesNodeNetwork ? [] : _addresses.Take();
                _sandboxes.Add(id, sandbox);
                Publish(sandbox, id, ContainerEventType.ContainerCreatedEvent);
                Publish(sandbox, id, ContainerEventType.ContainerStartedEvent);
            }

            return id;
        }
        catch
        {
            lock (_gate)
            {
                _ = _reserved.Remove(name);
            }

            throw;
        }
    }

    public void StopSandbox(string id)
    {
        lock (_gate)
        {
            if (_sandboxes.TryGetValue(id, out var sandbox) && sandbox.State == PodSandboxState.SandboxReady)
            {
                Stop(sandbox);
            }
        }
    }

    public void RemoveSandbox(string id)
    {
        lock (_gate)
        {
            if (!_sandboxes.TryGetValue(id, out var sandbox))
            {
                return;
            }

            if (sandbox.State == PodSandboxState.SandboxReady)
            {
                Stop(sandbox);
            }

            foreach (var container in sandbox.Containers.Values.ToList())
            {
                Remove(container);
            }

            _ = _sandboxes.Remove(id);
            _ = _reserved.Remove(sandbox.ReservedName);
            Publish(sandbox, id, ContainerEventType.ContainerDeletedEvent);
        }
    }

    public string CreateContainer(CreateContainerRequest request, SimulatedImage image, SimulatedBehavior behavior)
    {
        lock (_gate)
        {
            var sandbox = FindSandbox(request.PodSandboxId);
            if (sandbox.State != PodSandboxState.SandboxReady)
            {
                throw Errors.Unknown($"sandbox \"{sandbox.Id}\" is not running");
            }

            var container = new SimulatedContainer(_newId(), sandbox, request.Config, image, behavior, Now);
            Reserve(sandbox.Id + "/" + container.ReservedName, container.Id, "container");
            container.Log = new SimulatedLog(_options.WritesLogFiles ? container.LogPath : null);
            sandbox.Containers.Add(container.Id, container);
            _containers.Add(container.Id, container);
            Publish(sandbox, container.Id, ContainerEventType.ContainerCreatedEvent);
            return container.Id;
        }
    }

    public async Task StartContainerAsync(string id, CancellationToken cancellationToken)
    {
        SimulatedContainer container;
        lock (_gate)
        {
            container = FindContainer(id);
            if (container.State != ContainerState.ContainerCreated || container.IsStarting)
            {
                throw Errors.Unknown($"container \"{id}\" is in state {Errors.NameOf(container.State)} and cannot be started");
            }

            container.IsStarting = true;
        }

        try
        {
            if (container.Behavior.StartDelay > TimeSpan.Zero)
            {
                await Task.Delay(container.Behavior.StartDelay, _timeProvider, cancellationToken);
            }

            lock (_gate)
            {
                FinishStart(FindContainer(id));
            }
        }
        finally
        {
            lock (_gate)
            {
                container.IsStarting = false;
            }
        }
    }

    /// <summary>Asks the container to end; returns when it has, which is after the grace period at the latest.</summary>
    public async Task StopContainerAsync(string id, TimeSpan grace, CancellationToken cancellationToken)
    {
        Task ended;
        lock (_gate)
        {
            if (!_containers.TryGetValue(id, out var container) || container.State != ContainerState.ContainerRunning)
            {
                return;
            }

            var behavior = container.Behavior;
            var isKilled = grace <= TimeSpan.Zero || behavior.IgnoresTermination || behavior.StopDelay > grace;
            var exit = isKilled ? SimulatedExit.Killed : SimulatedExit.Completed(behavior.StopExitCode);
            var delay = isKilled ? grace : behavior.StopDelay;
            if (delay <= TimeSpan.Zero)
            {
                End(container, exit);
                return;
            }

            if (_schedule.TrySet(container, _timeProvider.GetUtcNow() + delay))
            {
                container.ScheduledExit = exit;
            }

            ended = container.WhenEndedAsync();
        }

        // A caller that gives up does not take the request to end back.
        await ended.WaitAsync(cancellationToken);
    }

    public void RemoveContainer(string id)
    {
        lock (_gate)
        {
            if (_containers.TryGetValue(id, out var container))
            {
                Remove(container);
            }
        }
    }

    /// <summary>Ends a running container as if its process had; false when it does not run.</summary>
    public bool EndContainer(string id, SimulatedExit exit)
    {
        lock (_gate)
        {
            if (!_containers.TryGetValue(id, out var container) || container.State != ContainerState.ContainerRunning)
            {
                return false;
            }

            End(container, exit);
            return true;
        }
    }

    /// <summary>Reads one sandbox while nothing changes.</summary>
    /// <exception cref="RpcException">NotFound.</exception>
    public T ReadSandbox<T>(string id, Func<SimulatedSandbox, T> read)
    {
        lock (_gate)
        {
            return read(FindSandbox(id));
        }
    }

    /// <summary>Reads or changes one container while nothing else does.</summary>
    /// <exception cref="RpcException">NotFound.</exception>
    public T ReadContainer<T>(string id, Func<SimulatedContainer, T> read)
    {
        lock (_gate)
        {
            return read(FindContainer(id));
        }
    }

    public List<T> ListSandboxes<T>(Func<SimulatedSandbox, bool> matches, Func<SimulatedSandbox, T> read)
    {
        lock (_gate)
        {
            return [.. _sandboxes.Values.Where(matches).Select(read)];
        }
    }

    public List<T> ListContainers<T>(Func<SimulatedContainer, bool> matches, Func<SimulatedContainer, T> read)
    {
        lock (_gate)
        {
            return [.. _containers.Values.Where(matches).Select(read)];
        }
    }

    private void EndScheduled(IReadOnlyList<SimulatedContainer> containers)
    {
        lock (_gate)
        {
            foreach (var container in containers)
            {
                if (container.State == ContainerState.ContainerRunning)
                {
                    End(container, container.ScheduledExit);
                }
            }
        }
    }

    private void FinishStart(SimulatedContainer container)
    {
        if (container.Behavior.StartError is { } message)
        {
            End(container, SimulatedExit.NotStarted(message));
            throw Errors.Unknown($"failed to start container \"{container.Id}\": {message}");
        }

        var now = _timeProvider.GetUtcNow();
        container.State = ContainerState.ContainerRunning;
        container.StartedAt = UnixNanoseconds.Of(now);
        if (container.Behavior.Output.Length > 0)
        {
            container.Log?.Append(now, isStderr: false, container.Behavior.Output);
        }

        Publish(container.Sandbox, container.Id, ContainerEventType.ContainerStartedEvent);
        if (container.Behavior.ExitAfter is { } lifetime)
        {
            container.ScheduledExit = container.Behavior.OomKilled ? SimulatedExit.OomKilled : SimulatedExit.Completed(container.Behavior.ExitCode);
            if (lifetime > TimeSpan.Zero)
            {
                _ = _schedule.TrySet(container, now + lifetime);
            }
            else
            {
                End(container, container.ScheduledExit);
            }
        }
    }

    private void Stop(SimulatedSandbox sandbox)
    {
        foreach (var container in sandbox.Containers.Values)
        {
            if (container.State == ContainerState.ContainerRunning)
            {
                End(container, SimulatedExit.Killed);
            }
        }

        sandbox.State = PodSandboxState.SandboxNotready;
        _addresses.GiveBack(sandbox.Addresses);
        sandbox.Addresses = [];
        Publish(sandbox, sandbox.Id, ContainerEventType.ContainerStoppedEvent);
    }

    private void Remove(SimulatedContainer container)
    {
        if (container.State == ContainerState.ContainerRunning)
        {
            End(container, SimulatedExit.Killed);
        }

        _ = _containers.Remove(container.Id);
        _ = container.Sandbox.Containers.Remove(container.Id);
        _ = _reserved.Remove(container.Sandbox.Id + "/" + container.ReservedName);
        Publish(container.Sandbox, container.Id, ContainerEventType.ContainerDeletedEvent);
    }

    private void End(SimulatedContainer container, SimulatedExit exit)
    {
        _schedule.Remove(container.Id);
        container.End(exit, Now);
        Publish(container.Sandbox, container.Id, ContainerEventType.ContainerStoppedEvent);
    }

    private void Publish(SimulatedSandbox sandbox, string id, ContainerEventType type)
    {
        if (_events.HasReaders)
        {
            var happened = new ContainerEventResponse
            {
                ContainerId = id,
                ContainerEventType = type,
                CreatedAt = Now,
                PodSandboxStatus = sandbox.ToStatus(),
            };
            happened.ContainersStatuses.AddRange(sandbox.Containers.Values.Select(static container => container.ToStatus()));
            _events.Publish(happened);
        }
    }

    private void Reserve(string name, string id, string what)
    {
        if (!_reserved.TryAdd(name, id))
        {
            throw Errors.Unknown($"failed to reserve {what} name \"{name}\": name \"{name}\" is reserved for \"{_reserved[name]}\"");
        }
    }

    private SimulatedSandbox FindSandbox(string id)
        => _sandboxes.GetValueOrDefault(id) ?? throw Errors.NotFound($"sandbox \"{id}\": not found");

    private SimulatedContainer FindContainer(string id)
        => _containers.GetValueOrDefault(id) ?? throw Errors.NotFound($"container \"{id}\": not found");
}
