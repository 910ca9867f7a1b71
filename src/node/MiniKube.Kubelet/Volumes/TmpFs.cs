using MiniKube.Kubelet.Actuation;

namespace MiniKube.Kubelet.Volumes;

/// <summary>Volumes in memory.</summary>
public static class TmpFs
{
    private const int Detach = 2;

    /// <exception cref="VolumeException">The kernel refuses.</exception>
    internal static void Mount(string volume, string directory, long? bytesMax)
    {
        Directory.CreateDirectory(directory);
        if (IsMounted(directory))
        {
            return;
        }

        var options = bytesMax is > 0 ? $"size={bytesMax},mode=0777" : "mode=0777";
        if (NativeMethods.Mount("tmpfs", directory, "tmpfs", NativeMethods.MountNoSuid | NativeMethods.MountNoDev, options) != 0)
        {
            throw new VolumeException(volume, $"cannot mount a tmpfs at {directory}: {System.Runtime.InteropServices.Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Unmounts everything below a directory, deepest first.</summary>
    public static void UnmountBelow(string directory)
    {
        foreach (var mount in Mounts().Where(mount => mount.StartsWith(directory + "/", StringComparison.Ordinal)).OrderByDescending(mount => mount.Length))
        {
            if (NativeMethods.Unmount(mount, Detach) != 0)
            {
                throw new IOException($"cannot unmount {mount}: {System.Runtime.InteropServices.Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
    }

    private static bool IsMounted(string directory) => Mounts().Contains(directory, StringComparer.Ordinal);

    // /proc/self/mounts: tmpfs /run tmpfs rw,nosuid 0 0, with blanks in paths written as \040.
    private static IEnumerable<string> Mounts() => File.ReadLines("/proc/self/mounts")
        .Select(line => line.Split(' ') is [_, var target, ..] ? target.Replace("\\040", " ", StringComparison.Ordinal) : "");
}
