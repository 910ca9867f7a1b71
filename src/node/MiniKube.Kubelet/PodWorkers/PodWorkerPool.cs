using System.Threading.Channels;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.PodSources;

namespace MiniKube.Kubelet.PodWorkers;

/// <summary>A worker for every pod of the node, by uid.</summary>
internal sealed partial class PodWorkerPool(NodeServices node, ILogger<PodWorkerPool> logger) : IPodSink
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PodWorker> _workers = new(StringComparer.Ordinal);

    // As many as there are pods: a worker is put in once.
    private readonly Channel<PodWorker> _toStart = Channel.CreateUnbounded<PodWorker>();

    public IReadOnlyList<PodWorker> Workers
    {
        get
        {
            lock (_gate)
            {
                return [.. _workers.Values];
            }
        }
    }

    public void Seen(V1Pod pod)
    {
        lock (_gate)
        {
            if (_workers.TryGetValue(pod.Metadata.Uid, out var worker))
            {
                worker.Update(pod);
            }
            else
            {
                node.Shares.Expect(pod);
                Add(new PodWorker(node, pod, isOrphan: false, logger));
            }
        }
    }

    public void Gone(V1Pod pod) => Find(pod.Metadata.Uid)?.Remove(pod);

    public PodWorker? Find(string uid)
    {
        lock (_gate)
        {
            return _workers.GetValueOrDefault(uid);
        }
    }

    /// <summary>The worker of a pod, by the pod's name.</summary>
    public PodWorker? Find(string @namespace, string name) => Workers
        .Where(worker => string.Equals(worker.Pod.Metadata.Name, name, StringComparison.Ordinal)
            && string.Equals(worker.Pod.Metadata.NamespaceProperty, @namespace, StringComparison.Ordinal))
        .MaxBy(worker => worker.Pod.Metadata.CreationTimestamp);

    /// <summary>A container or sandbox has changed; or has ended, which the runtime may show a moment later only.</summary>
    /// <returns>False when no worker knows it.</returns>
    public bool SignalContainer(string containerOrSandboxId, bool hasEnded)
    {
        var workers = Workers;
        var owner = workers.FirstOrDefault(worker => worker.Owns(containerOrSandboxId));
        if (!hasEnded)
        {
            owner?.Signal();
            return owner is not null;
        }

        foreach (var worker in owner is not null ? [owner] : workers.Where(worker => worker.IsMaking))
        {
            worker.ExpectEnd(containerOrSandboxId);
        }

        return owner is not null;
    }

    /// <summary>Clears away a pod that the runtime has but the API does not.</summary>
    public void AddOrphan(RuntimePod orphan)
    {
        lock (_gate)
        {
            if (_workers.ContainsKey(orphan.Uid))
            {
                return;
            }

            LogOrphan(orphan.Namespace, orphan.Name, orphan.Uid);
            var pod = new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = orphan.Name, NamespaceProperty = orphan.Namespace, Uid = orphan.Uid },
                Spec = new V1PodSpec { Containers = [], TerminationGracePeriodSeconds = orphan.GraceSeconds },
            };
            Add(new PodWorker(node, pod, isOrphan: true, logger));
        }
    }

    /// <summary>Runs the workers until cancelled; containers live on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var running = new HashSet<Task>();
        try
        {
            await foreach (var worker in _toStart.Reader.ReadAllAsync(cancellationToken))
            {
                running.RemoveWhere(task => task.IsCompleted);
                running.Add(RunAsync(worker, cancellationToken));
            }
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    private void Add(PodWorker worker)
    {
        _workers.Add(worker.Uid, worker);
        _toStart.Writer.TryWrite(worker);
    }

    private async Task RunAsync(PodWorker worker, CancellationToken cancellationToken)
    {
        try
        {
            await worker.RunAsync(cancellationToken);
            lock (_gate)
            {
                _workers.Remove(worker.Uid);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or Grpc.Core.RpcException && cancellationToken.IsCancellationRequested)
        {
            // The kubelet stops; the next one adopts the pod.
        }
    }

    [LoggerMessage(EventId = 10120, Level = LogLevel.Information, Message = "The API does not know pod {Namespace}/{Name} ({Uid}): clearing it away")]
    private partial void LogOrphan(string @namespace, string name, string uid);
}
