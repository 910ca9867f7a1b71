using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Authorization.Node;

/// <summary>Feeds the graph with pods. What a bound pod names cannot change, so most of its changes cost a look at a table.</summary>
internal sealed class NodeGraphPods(NodeGraph graph) : IFollowedState
{
    private static readonly ImmutableArray<SelectableField> NodeName = [SelectableField.At("spec.nodeName")];

    private readonly FollowedKeys _keys = new();
    private readonly Dictionary<Key, Revision> _bound = [];

    public static KeyRange Range { get; } = new ResourceKeys(new GroupResource("", "pods"), isNamespaced: true).Range("");

    public void Clear() => _keys.Clear();

    public void Put(KeyValue item)
    {
        _keys.Saw(item.Key);
        if (_bound.TryGetValue(item.Key, out var created) && created == item.CreateRevision && !MayNameMore(item))
        {
            return;
        }

        var stored = new StoredObject(item);
        var node = ObjectAttributes.Read(stored, NodeName).Field("spec.nodeName");
        if (node.Length == 0)
        {
            // Perhaps made anew under the same name; the one before is gone.
            Unbind(item.Key);
            return;
        }

        _bound[item.Key] = item.CreateRevision;
        graph.SetPod(item.Key, node, PodReferences.Of(stored.Decode()));
    }

    public void Remove(Key key)
    {
        _keys.Forget(key);
        Unbind(key);
    }

    public void Publish()
    {
        foreach (var key in _keys.TakeLost())
        {
            Remove(key);
        }
    }

    private void Unbind(Key key)
    {
        if (_bound.Remove(key))
        {
            graph.RemovePod(key);
        }
    }

    /// <summary>The only things that come later: claims made from a template, and containers added for a look inside.</summary>
    private static bool MayNameMore(KeyValue item) =>
        item.Value.Span.IndexOf("\"resourceClaimStatuses\":"u8) >= 0 || item.Value.Span.IndexOf("\"ephemeralContainers\":"u8) >= 0;
}
