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

    /// <summary>After a start: what is left of pods that nobody knows any more, as a power cut leaves it.</summary>
    public void ClearUnknown(Func<string, bool> isKnown)
    {
        if (options.IsSimulated)
        {
            return;
        }

        foreach (var uid in Names(paths.Pods).Where(uid => !isKnown(uid)))
        {
            ClearStopped(uid);
            Delete(paths.Pod(uid));
        }

        foreach (var name in Names(options.LogDirectory))
        {
            // namespace_name_uid, and neither of them has an underscore.
            if (name.Split('_') is [_, _, var uid] && !isKnown(uid))
            {
                Delete(Path.Combine(options.LogDirectory, name));
            }
        }
    }

    private static IEnumerable<string> Names(string directory) =>
        Directory.Exists(directory) ? Directory.GetDirectories(directory).Select(path => Path.GetFileName(path)!) : [];

    private static void Delete(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
