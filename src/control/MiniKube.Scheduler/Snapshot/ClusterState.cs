using System.Collections.Immutable;
using k8s.Models;

namespace MiniKube.Scheduler.Snapshot;

/// <summary>
/// Nodes and their pods as the watches tell them, plus pods assumed on a node until the watch confirms their binding.
/// Safe for use by several threads.
/// </summary>
internal sealed class ClusterState
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _nodeOfPod = [];
    private ImmutableSortedDictionary<string, NodeInfo> _nodes = ImmutableSortedDictionary.Create<string, NodeInfo>(StringComparer.Ordinal);
    private ClusterSnapshot? _snapshot;

    /// <summary>Pods on nodes that are not known (yet): they count as soon as the node appears.</summary>
    private ImmutableDictionary<string, PodInfo> _strays = ImmutableDictionary<string, PodInfo>.Empty;

    public ClusterSnapshot Snapshot()
    {
        lock (_gate)
        {
            return _snapshot ??= new ClusterSnapshot([.. _nodes.Values]);
        }
    }

    public void SetNode(V1Node node)
    {
        lock (_gate)
        {
            var known = _nodes.TryGetValue(node.Metadata.Name, out var existing) ? existing.WithNode(node) : NodeInfo.From(node);
            foreach (var stray in _strays.Values.Where(pod => pod.Pod.Spec.NodeName == node.Metadata.Name))
            {
                known = known.WithPod(stray);
                _strays = _strays.Remove(stray.Uid);
            }

            Store(known);
        }
    }

    public void RemoveNode(string name)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(name, out var node))
            {
                _strays = _strays.AddRange(node.Pods);
                _nodes = _nodes.Remove(name);
                _snapshot = null;
            }
        }
    }

    /// <summary>Counts a pod on a node: bound, as the watch says, or assumed, as the scheduler has just decided.</summary>
    public void SetPod(PodInfo pod, string nodeName)
    {
        lock (_gate)
        {
            if (_nodeOfPod.TryGetValue(pod.Uid, out var earlier) && earlier != nodeName)
            {
                RemoveFrom(earlier, pod.Uid);
            }

            _nodeOfPod[pod.Uid] = nodeName;
            if (_nodes.TryGetValue(nodeName, out var node))
            {
                Store(node.WithPod(pod));
            }
            else
            {
                _strays = _strays.SetItem(pod.Uid, pod);
            }
        }
    }

    /// <summary>True when the pod counts on some node, bound or assumed.</summary>
    public bool IsPlaced(string uid)
    {
        lock (_gate)
        {
            return _nodeOfPod.ContainsKey(uid);
        }
    }

    public void RemovePod(string uid)
    {
        lock (_gate)
        {
            if (_nodeOfPod.Remove(uid, out var nodeName))
            {
                RemoveFrom(nodeName, uid);
            }
        }
    }

    private void RemoveFrom(string nodeName, string uid)
    {
        _strays = _strays.Remove(uid);
        if (_nodes.TryGetValue(nodeName, out var node))
        {
            Store(node.WithoutPod(uid));
        }
    }

    private void Store(NodeInfo node)
    {
        _nodes = _nodes.SetItem(node.Name, node);
        _snapshot = null;
    }
}
