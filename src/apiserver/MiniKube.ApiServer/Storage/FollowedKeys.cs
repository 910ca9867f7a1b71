using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Storage;

/// <summary>Which keys a followed state holds, and, while everything is told anew, which of them have not come again.</summary>
internal sealed class FollowedKeys
{
    private readonly HashSet<Key> _known = [];
    private HashSet<Key>? _awaited;

    public void Clear() => _awaited = [.. _known];

    public void Saw(Key key)
    {
        _awaited?.Remove(key);
        _known.Add(key);
    }

    public void Forget(Key key) => _known.Remove(key);

    /// <summary>The keys that went while nobody told; to be removed at publishing.</summary>
    public IReadOnlyCollection<Key> TakeLost()
    {
        var lost = _awaited;
        _awaited = null;
        return lost is null ? [] : lost;
    }
}
