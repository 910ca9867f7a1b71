using System.Collections.Frozen;
using k8s.Models;

namespace MiniKube.Kubelet.Volumes;

/// <summary>For simulated nodes, whose containers have no files to see.</summary>
internal sealed class NoVolumes : IPodVolumes
{
    public Task<FrozenDictionary<string, string>> MountAsync(V1Pod pod, CancellationToken cancellationToken) =>
        Task.FromResult((pod.Spec.Volumes ?? []).ToFrozenDictionary(volume => volume.Name, volume => $"/volumes/{volume.Name}", StringComparer.Ordinal));

    public void Remove(string podUid)
    {
    }
}
