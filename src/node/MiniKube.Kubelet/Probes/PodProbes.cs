using System.Collections.Frozen;
using k8s.Models;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Probes;

/// <summary>The probes of one pod's containers. Used by the pod's worker only.</summary>
internal sealed class PodProbes(Prober prober, IPodEvents events, TimeProvider timeProvider, Action changed) : IAsyncDisposable
{
    private readonly Dictionary<string, ContainerProbes> _byContainer = new(StringComparer.Ordinal);

    /// <summary>Watches what runs, lets go of what does not, and tells how each container does.</summary>
    public async Task<FrozenDictionary<string, ContainerHealth>> SyncAsync(
        V1Pod pod, PodRuntime runtime, string? starting, string? podIp, CancellationToken cancellationToken)
    {
        var running = runtime.Containers.Where(container => container.IsRunning && !string.Equals(container.Name, starting, StringComparison.Ordinal)).ToList();
        foreach (var gone in _byContainer.Keys.Where(id => !running.Any(container => string.Equals(container.Id, id, StringComparison.Ordinal))).ToList())
        {
            await _byContainer[gone].DisposeAsync();
            _byContainer.Remove(gone);
        }

        foreach (var record in running)
        {
            if (!_byContainer.ContainsKey(record.Id) && pod.FindContainer(record.Name) is { } container && ContainerProbes.HasAny(container))
            {
                var target = new ProbeTarget(pod, container, record.Id, podIp, record.StartedAt ?? record.CreatedAt);
                var initial = ContainerProbes.Initial(container, pod.Status.Find(record.Name), record.Id);
                _byContainer[record.Id] = new ContainerProbes(target, initial, prober, events, timeProvider, changed, cancellationToken);
            }
        }

        return _byContainer.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Health, StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var probes in _byContainer.Values)
        {
            await probes.DisposeAsync();
        }

        _byContainer.Clear();
    }
}
