using k8s.Models;
using MiniKube.Client.Informers;

namespace MiniKube.Kubelet.PodSources;

/// <summary>Deals the pods of one informer out to any number of nodes.</summary>
public sealed class InformerPodSource : IPodSource
{
    private const string NodeIndex = "spec.nodeName";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, IPodSink> _sinks = new(StringComparer.Ordinal);
    private readonly IInformer<V1Pod> _pods;

    public InformerPodSource(IInformer<V1Pod> pods)
    {
        _pods = pods;
        pods.AddIndex(NodeIndex, pod => pod.Spec.NodeName is { Length: > 0 } node ? [node] : []);
        pods.AddHandler(Seen, Updated, Gone);
    }

    public IDisposable Subscribe(string nodeName, IPodSink sink)
    {
        lock (_gate)
        {
            if (!_sinks.TryAdd(nodeName, sink))
            {
                throw new InvalidOperationException($"Node {nodeName} is subscribed already");
            }

            foreach (var pod in _pods.ByIndex(NodeIndex, nodeName))
            {
                sink.Seen(pod);
            }
        }

        return new Subscription(this, nodeName);
    }

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _pods.WaitForSyncAsync(cancellationToken);

    private void Seen(V1Pod pod)
    {
        lock (_gate)
        {
            Find(pod)?.Seen(pod);
        }
    }

    private void Updated(V1Pod before, V1Pod after)
    {
        lock (_gate)
        {
            // A pod replaced by another of the same name may show as one change.
            if (!string.Equals(before.Metadata.Uid, after.Metadata.Uid, StringComparison.Ordinal))
            {
                Find(before)?.Gone(before);
            }

            Find(after)?.Seen(after);
        }
    }

    private void Gone(V1Pod pod)
    {
        lock (_gate)
        {
            Find(pod)?.Gone(pod);
        }
    }

    private IPodSink? Find(V1Pod pod) => pod.Spec.NodeName is { Length: > 0 } node ? _sinks.GetValueOrDefault(node) : null;

    private sealed class Subscription(InformerPodSource source, string nodeName) : IDisposable
    {
        public void Dispose()
        {
            lock (source._gate)
            {
                source._sinks.Remove(nodeName);
            }
        }
    }
}
