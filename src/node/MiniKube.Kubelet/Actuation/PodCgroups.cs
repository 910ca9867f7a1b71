using k8s.Models;
using MiniKube.Kubelet.Status;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Names pods' cgroups and removes those that the runtime leaves behind.</summary>
internal sealed class PodCgroups(KubeletOptions options)
{
    private const string Mount = "/sys/fs/cgroup";

    public string Of(V1Pod pod)
    {
        var name = $"pod{pod.Metadata.Uid}";
        return PodQos.Of(pod) switch
        {
            PodQos.Guaranteed => $"{options.CgroupRoot}/{name}",
            PodQos.Burstable => $"{options.CgroupRoot}/burstable/{name}",
            _ => $"{options.CgroupRoot}/besteffort/{name}",
        };
    }

    /// <summary>Removes the pod's directories in every controller. The runtime makes them and nobody else removes them.</summary>
    public void Remove(string podUid)
    {
        if (options.IsSimulated || !Directory.Exists(Mount))
        {
            return;
        }

        // Version 1 has a directory for each controller, version 2 has the root alone.
        string[] parents = [options.CgroupRoot, $"{options.CgroupRoot}/burstable", $"{options.CgroupRoot}/besteffort"];
        foreach (var controller in Directory.EnumerateDirectories(Mount).Append(Mount))
        {
            foreach (var parent in parents)
            {
                RemoveTree($"{controller}{parent}/pod{podUid}");
            }
        }
    }

    // A cgroup's files cannot be deleted; removing the directory removes it, children first.
    private static void RemoveTree(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        try
        {
            foreach (var child in Directory.EnumerateDirectories(path))
            {
                RemoveTree(child);
            }

            _ = NativeMethods.RemoveDirectory(path);
        }
        catch (DirectoryNotFoundException)
        {
            // The runtime was faster.
        }
    }
}
