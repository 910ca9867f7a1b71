namespace MiniKube.ApiServer.Certificates;

/// <summary>Secrets in files that only their owner may read. Without a directory nothing is kept.</summary>
internal sealed class PkiFiles(string? directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The content of a file, or null when there is none.</summary>
    public string? Find(string name)
    {
        if (directory is null)
        {
            return null;
        }

        var path = Path.Combine(directory, name);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>Replaces a file as a whole, durable before it is seen.</summary>
    public void Write(string name, string content)
    {
        if (directory is null)
        {
            return;
        }

        var path = Path.Combine(directory, name);
        var written = path + ".new";
        CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(written);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(written, how))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(written, path, overwrite: true);
    }

    private static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}
