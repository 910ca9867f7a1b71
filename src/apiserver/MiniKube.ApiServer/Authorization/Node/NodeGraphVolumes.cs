using MiniKube.Api.Names;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Authorization.Node;

/// <summary>Feeds the graph with persistent volumes.</summary>
internal sealed class NodeGraphVolumes(NodeGraph graph) : IFollowedState
{
    private static readonly ResourceKeys Keys = new(new GroupResource("", "persistentvolumes"), isNamespaced: false);

    private readonly FollowedKeys _keys = new();

    public static KeyRange Range { get; } = Keys.Range("");

    public void Clear() => _keys.Clear();

    public void Put(KeyValue item)
    {
        _keys.Saw(item.Key);
        graph.SetVolume(Keys.Relative(item.Key), VolumeReferences.Of(new StoredObject(item).Decode()));
    }

    public void Remove(Key key)
    {
        _keys.Forget(key);
        graph.RemoveVolume(Keys.Relative(key));
    }

    public void Publish()
    {
        foreach (var key in _keys.TakeLost())
        {
            Remove(key);
        }
    }
}
