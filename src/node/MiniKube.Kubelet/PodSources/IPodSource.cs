namespace MiniKube.Kubelet.PodSources;

/// <summary>Where a node learns of its pods. One source may serve many nodes.</summary>
public interface IPodSource
{
    /// <summary>Tells the sink of all pods of the node, those that are there and those that come, until disposed.</summary>
    IDisposable Subscribe(string nodeName, IPodSink sink);

    /// <summary>Waits until every subscriber has heard of all that was there in the beginning.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);
}
