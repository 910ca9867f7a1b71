namespace MiniKube.Hosting.Containerd;

/// <summary>Cgroups that a runtime made for a pod and that nobody else removes.</summary>
public static class CgroupTree
{
    private const string Root = "/sys/fs/cgroup";
    private const int AttemptsMax = 50;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>Removes the cgroup and all below it, in every hierarchy of the machine, and its parents once they are empty.</summary>
    /// <param name="path">As in a sandbox's cgroup_parent, such as /kubepods/burstable/pod1234.</param>
    /// <param name="timeProvider">Processes that were just killed hold their cgroup for some milliseconds.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <exception cref="IOException">Processes still live there.</exception>
    public static async Task RemoveAsync(string path, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var relative = path.Trim('/');
        if (relative.Length == 0 || relative.Split('/').Contains(".."))
        {
            throw new ArgumentException($"\"{path}\" is not the path of a cgroup below the root.", nameof(path));
        }

        foreach (var hierarchy in Hierarchies())
        {
            var directory = Path.Combine(hierarchy, relative);
            for (var attempt = 1; !TryRemove(directory, isLast: attempt == AttemptsMax); attempt++)
            {
                await Task.Delay(LookAgain, timeProvider, cancellationToken);
            }

            RemoveEmptyParents(hierarchy, directory);
        }
    }

    /// <summary>One with cgroup v2; with v1 one for each group of controllers.</summary>
    private static IEnumerable<string> Hierarchies()
        => File.Exists(Path.Combine(Root, "cgroup.controllers"))
            ? [Root]
            : Directory.EnumerateDirectories(Root).Where(static directory => File.Exists(Path.Combine(directory, "cgroup.procs")) && new DirectoryInfo(directory).LinkTarget is null);

    private static bool TryRemove(string directory, bool isLast)
    {
        try
        {
            Remove(directory);
            return true;
        }
        catch (IOException) when (!isLast)
        {
            return false;
        }
    }

    /// <summary>Deepest first, and only directories: the files in them are the kernel's.</summary>
    private static void Remove(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (var child in Directory.GetDirectories(directory))
        {
            Remove(child);
        }

        Directory.Delete(directory, recursive: false);
    }

    private static void RemoveEmptyParents(string hierarchy, string directory)
    {
        for (var parent = Path.GetDirectoryName(directory)!; parent.Length > hierarchy.Length; parent = Path.GetDirectoryName(parent)!)
        {
            try
            {
                if (Directory.Exists(parent))
                {
                    Directory.Delete(parent, recursive: false);
                }
            }
            catch (IOException)
            {
                // Others live there.
                return;
            }
        }
    }
}
