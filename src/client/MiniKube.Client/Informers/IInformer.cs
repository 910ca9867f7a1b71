namespace MiniKube.Client.Informers;

/// <summary>A local copy of a collection that follows the server.</summary>
public interface IInformer
{
    /// <summary>True once the first list is in the cache and every handler has heard of it.</summary>
    bool HasSynced { get; }

    /// <summary>The cache and all handlers know every change up to this revision; 0 before the first list.</summary>
    long Revision { get; }

    /// <summary>1 while handlers are being called, otherwise 0.</summary>
    int DispatchingCount { get; }

    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>Calls back once <see cref="Revision"/> has reached the given one; at once, on this thread, when it already has.</summary>
    void CallWhenSeen(long revision, Action callback);
}
