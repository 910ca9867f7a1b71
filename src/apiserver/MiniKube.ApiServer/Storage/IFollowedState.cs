using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Storage;

/// <summary>What a <see cref="StoreFollower"/> keeps up to date. Called by one loop, never by two at once.</summary>
internal interface IFollowedState
{
    /// <summary>Everything follows anew; what is published stays until <see cref="Publish"/>.</summary>
    void Clear();

    void Put(KeyValue item);

    void Remove(Key key);

    /// <summary>All changes up to some revision have been told.</summary>
    void Publish();
}
