using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Authorization.Node;

/// <summary>Feeds the graph with the attachments of volumes to nodes.</summary>
internal sealed class NodeGraphAttachments(NodeGraph graph) : IFollowedState
{
    private static readonly ImmutableArray<SelectableField> NodeName = [SelectableField.At("spec.nodeName")];
    private static readonly ResourceKeys Keys = new(new GroupResource("storage.k8s.io", "volumeattachments"), isNamespaced: false);

    private readonly FollowedKeys _keys = new();

    public static KeyRange Range { get; } = Keys.Range("");

    public void Clear() => _keys.Clear();

    public void Put(KeyValue item)
    {
        _keys.Saw(item.Key);
        graph.SetAttachment(Keys.Relative(item.Key), ObjectAttributes.Read(new StoredObject(item), NodeName).Field("spec.nodeName"));
    }

    public void Remove(Key key)
    {
        _keys.Forget(key);
        graph.RemoveAttachment(Keys.Relative(key));
    }

    public void Publish()
    {
        foreach (var key in _keys.TakeLost())
        {
            Remove(key);
        }
    }
}
