using k8s.Models;

namespace MiniKube.Kubelet.Volumes;

/// <summary>Checks that a hostPath is what the pod takes it for. The runtime would make a directory of whatever is missing.</summary>
internal static class HostPaths
{
    private const UnixFileMode NewDirectoryMode = (UnixFileMode)0b111_101_101;
    private const UnixFileMode NewFileMode = (UnixFileMode)0b110_100_100;

    /// <exception cref="VolumeException">It is not.</exception>
    public static string Check(string volume, V1HostPathVolumeSource source)
    {
        var path = source.Path;
        switch (source.Type ?? "")
        {
            case "":
                return path;
            case "DirectoryOrCreate":
                if (!Path.Exists(path))
                {
                    Directory.CreateDirectory(path, NewDirectoryMode);
                }

                Require(Directory.Exists(path), volume, path, "a directory");
                return path;
            case "FileOrCreate":
                if (!Path.Exists(path))
                {
                    // Its directory must be there: a typing error must not grow a tree.
                    using var file = File.Create(path);
                    File.SetUnixFileMode(path, NewFileMode);
                }

                Require(File.Exists(path), volume, path, "a file");
                return path;
            case "Directory":
                Require(Directory.Exists(path), volume, path, "a directory");
                return path;
            case "File":
                Require(File.Exists(path) && !IsDevice(path) && !IsSocket(path), volume, path, "a file");
                return path;
            case "Socket":
                Require(IsSocket(path), volume, path, "a socket file");
                return path;
            case "CharDevice":
            case "BlockDevice":
                Require(IsDevice(path), volume, path, "a device");
                return path;
            default:
                throw new VolumeException(volume, $"hostPath type check failed: {source.Type} is not a type of host paths");
        }
    }

    private static void Require(bool holds, string volume, string path, string what)
    {
        if (!holds)
        {
            throw new VolumeException(volume, $"hostPath type check failed: {path} is not {what}");
        }
    }

    private static bool IsDevice(string path) => File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.Device);

    private static bool IsSocket(string path) =>
        Path.Exists(path) && File.Exists("/proc/net/unix") && File.ReadLines("/proc/net/unix").Any(line => line.EndsWith($" {path}", StringComparison.Ordinal));
}
