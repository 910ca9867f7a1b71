using MiniKube.Kubelet.Volumes;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Clears away what a pod leaves on the node.</summary>
internal sealed class PodRemains(KubeletOptions options, PodPaths paths, PodCgroups cgroups, IPodVolumes volumes)
{
    /// <summary>After its end: what only running containers need. Logs stay.</summary>
    public void ClearStopped(string uid)
    {
        volumes.Remove(uid);
        cgroups.Remove(uid);
    }

    /// <summary>After its removal: everything.</summary>
    public void ClearAll(string @namespace, string name, string uid)
    {
        ClearStopped(uid);
        if (options.IsSimulated)
        {
            return;
        }

        Delete(paths.Pod(uid));
        Delete(paths.Logs(@namespace, name, uid));
    }

    private static void Delete(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
