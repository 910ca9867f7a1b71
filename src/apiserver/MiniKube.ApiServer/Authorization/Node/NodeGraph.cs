using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Authorization.Node;

/// <summary>Which nodes run pods that need which objects. Safe for use by several threads: one writes, many read.</summary>
internal sealed class NodeGraph
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, (string Node, ImmutableArray<ObjectReference> References)> _pods = [];
    private readonly Dictionary<ObjectReference, Dictionary<string, int>> _needs = [];
    private readonly Dictionary<string, VolumeReferences> _volumes = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectReference, HashSet<string>> _volumesOfSecret = [];
    private readonly Dictionary<string, string> _attachments = new(StringComparer.Ordinal);

    /// <summary>A pod runs on a node; what it needed before, by the same key, is forgotten.</summary>
    public void SetPod(Key key, string node, ImmutableArray<ObjectReference> references)
    {
        lock (_gate)
        {
            DropPod(key);
            _pods[key] = (node, references);
            foreach (var reference in references)
            {
                if (!_needs.TryGetValue(reference, out var nodes))
                {
                    _needs[reference] = nodes = new Dictionary<string, int>(StringComparer.Ordinal);
                }

                nodes[node] = nodes.GetValueOrDefault(node) + 1;
            }
        }
    }

    public void RemovePod(Key key)
    {
        lock (_gate)
        {
            DropPod(key);
        }
    }

    public void SetVolume(string name, VolumeReferences references)
    {
        lock (_gate)
        {
            DropVolume(name);
            _volumes[name] = references;
            foreach (var secret in references.Secrets)
            {
                if (!_volumesOfSecret.TryGetValue(secret, out var volumes))
                {
                    _volumesOfSecret[secret] = volumes = new HashSet<string>(StringComparer.Ordinal);
                }

                volumes.Add(name);
            }
        }
    }

    public void RemoveVolume(string name)
    {
        lock (_gate)
        {
            DropVolume(name);
        }
    }

    public void SetAttachment(string name, string node)
    {
        lock (_gate)
        {
            _attachments[name] = node;
        }
    }

    public void RemoveAttachment(string name)
    {
        lock (_gate)
        {
            _attachments.Remove(name);
        }
    }

    public bool IsAttachmentOf(string name, string node)
    {
        lock (_gate)
        {
            return _attachments.GetValueOrDefault(name) == node;
        }
    }

    /// <summary>True when a pod of the node needs the object, itself or through a claim's volume.</summary>
    public bool Needs(string node, ObjectReference wanted)
    {
        lock (_gate)
        {
            return IsNeeded(node, wanted)
                || (wanted.Resource == NodeResource.Volume && IsVolumeNeeded(node, wanted.Name))
                || (wanted.Resource == NodeResource.Secret && _volumesOfSecret.TryGetValue(wanted, out var volumes) && IsAnyNeeded(node, volumes));
        }
    }

    private bool IsAnyNeeded(string node, HashSet<string> volumes)
    {
        foreach (var volume in volumes)
        {
            if (IsVolumeNeeded(node, volume))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsVolumeNeeded(string node, string volume) =>
        _volumes.TryGetValue(volume, out var found) && found.Claim is { } claim && IsNeeded(node, claim);

    private bool IsNeeded(string node, ObjectReference wanted) => _needs.TryGetValue(wanted, out var nodes) && nodes.ContainsKey(node);

    private void DropPod(Key key)
    {
        if (!_pods.Remove(key, out var pod))
        {
            return;
        }

        foreach (var reference in pod.References)
        {
            var nodes = _needs[reference];
            if (--nodes[pod.Node] > 0)
            {
                continue;
            }

            nodes.Remove(pod.Node);
            if (nodes.Count == 0)
            {
                _needs.Remove(reference);
            }
        }
    }

    private void DropVolume(string name)
    {
        if (!_volumes.Remove(name, out var volume))
        {
            return;
        }

        foreach (var secret in volume.Secrets)
        {
            if (_volumesOfSecret.TryGetValue(secret, out var volumes) && volumes.Remove(name) && volumes.Count == 0)
            {
                _volumesOfSecret.Remove(secret);
            }
        }
    }
}
