using System.Collections.Frozen;
using k8s.Models;

namespace MiniKube.Kubelet.Volumes;

/// <summary>The storage of pods on this node.</summary>
internal interface IPodVolumes
{
    /// <summary>Makes all volumes of the pod ready; path on the node by volume name. Doing it again brings content up to date.</summary>
    /// <exception cref="VolumeException">One of them cannot be made ready yet.</exception>
    Task<FrozenDictionary<string, string>> MountAsync(V1Pod pod, CancellationToken cancellationToken);

    /// <summary>Unmounts and deletes all that the pod had; again is fine.</summary>
    void Remove(string podUid);
}
