using k8s.Models;

namespace MiniKube.Kubelet.PodSources;

/// <summary>Hears of a node's pods. Must not wait.</summary>
public interface IPodSink
{
    /// <summary>The pod is new or has changed; hearing of it twice is fine.</summary>
    void Seen(V1Pod pod);

    /// <summary>The API does not have this pod, by uid, any more.</summary>
    void Gone(V1Pod pod);
}
