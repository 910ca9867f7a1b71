using MiniKube.Kubelet.Actuation;

namespace MiniKube.Kubelet.Volumes;

/// <summary>
/// Shows a set of files that changes as one: they lie in a directory of their own, <c>..data</c> links to it, and every name links through
/// <c>..data</c>, so that swapping one link swaps all of them.
/// </summary>
internal sealed class AtomicDirectory(string root, TimeProvider timeProvider)
{
    private const string DataLink = "..data";

    private static readonly UnixFileMode DirectoryMode = (UnixFileMode)0b111_101_101;

    /// <summary>Writes the files if they differ from what is shown now.</summary>
    public void Write(IReadOnlyDictionary<string, VolumeFile> files, uint? group)
    {
        Directory.CreateDirectory(root);
        var link = Path.Combine(root, DataLink);
        var current = new DirectoryInfo(link).LinkTarget;
        if (current is not null && IsSame(Path.Combine(root, current), files))
        {
            return;
        }

        var name = $"..{timeProvider.GetUtcNow():yyyy_MM_dd_HH_mm_ss}.{timeProvider.GetUtcNow().Ticks % 10_000_000_000:D10}";
        var next = Path.Combine(root, name);
        WriteFiles(next, files, group);
        Swap(link, name);
        ShowNames(files);
        if (current is not null && Directory.Exists(Path.Combine(root, current)))
        {
            Directory.Delete(Path.Combine(root, current), recursive: true);
        }
    }

    private static void WriteFiles(string directory, IReadOnlyDictionary<string, VolumeFile> files, uint? group)
    {
        Directory.CreateDirectory(directory, DirectoryMode);
        Own(directory, 0, group);
        foreach (var (relative, file) in files)
        {
            var path = Path.Combine(directory, relative);
            var parent = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(parent, DirectoryMode);
            File.WriteAllBytes(path, file.Content);
            // With a group of its own the volume is readable by that group.
            File.SetUnixFileMode(path, (UnixFileMode)(group is null ? file.Mode : file.Mode | 0b100_100_000));
            Own(path, file.Owner, group);
        }
    }

    private static void Own(string path, uint owner, uint? group)
    {
        if ((owner != 0 || group is not null) && NativeMethods.ChangeOwner(path, owner, group ?? 0) != 0)
        {
            throw new IOException($"cannot give {path} to {owner}:{group}");
        }
    }

    /// <summary>A rename puts the new link in place of the old one in one step.</summary>
    private void Swap(string link, string target)
    {
        var fresh = Path.Combine(root, "..data_tmp");
        File.Delete(fresh);
        File.CreateSymbolicLink(fresh, target);
        if (NativeMethods.Rename(fresh, link) != 0)
        {
            throw new IOException($"cannot put {link} in place");
        }
    }

    private void ShowNames(IReadOnlyDictionary<string, VolumeFile> files)
    {
        var names = files.Keys.Select(path => path.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var visible = Path.Combine(root, name);
            if (new FileInfo(visible).LinkTarget is null)
            {
                File.CreateSymbolicLink(visible, Path.Combine(DataLink, name));
            }
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(root))
        {
            var name = Path.GetFileName(entry);
            if (!name.StartsWith("..", StringComparison.Ordinal) && !names.Contains(name) && new FileInfo(entry).LinkTarget is not null)
            {
                File.Delete(entry);
            }
        }
    }

    private static bool IsSame(string directory, IReadOnlyDictionary<string, VolumeFile> files)
    {
        if (!Directory.Exists(directory))
        {
            return false;
        }

        var shown = Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).ToList();
        return shown.Count == files.Count && shown.All(path =>
            files.TryGetValue(Path.GetRelativePath(directory, path), out var file) && File.ReadAllBytes(path).AsSpan().SequenceEqual(file.Content));
    }
}
