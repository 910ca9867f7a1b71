namespace MiniKube.ApiServer.Audit;

/// <summary>A log file, readable by its owner only, that starts anew when it has grown too large. One writer at a time.</summary>
internal sealed class RotatingFile : IDisposable
{
    private const long MegabytesDefault = 100;

    private readonly string _path;
    private readonly long _bytesMax;
    private readonly LogRotation _rotation;
    private readonly TimeProvider _time;
    private FileStream _file;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public RotatingFile(string path, AuditOptions options, TimeProvider time)
    {
        _path = Path.GetFullPath(path);
        _bytesMax = (options.LogMegabytesMax > 0 ? options.LogMegabytesMax : MegabytesDefault) * 1024 * 1024;
        _rotation = new LogRotation(Path.GetFileName(_path), options.LogAgeDaysMax, options.LogBackupsMax);
        _time = time;
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _file = Open();
    }

    /// <summary>Appends; the system has it when this returns.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (_file.Length > 0 && _file.Length + lines.Length > _bytesMax)
        {
            Rotate();
        }

        _file.Write(lines);
    }

    public void Dispose() => _file.Dispose();

    private void Rotate()
    {
        var now = _time.GetUtcNow();
        var directory = Path.GetDirectoryName(_path)!;
        _file.Dispose();
        try
        {
            File.Move(_path, Path.Combine(directory, _rotation.BackupName(now)), overwrite: true);
        }
        finally
        {
            // Rather a file that is too large than none.
            _file = Open();
        }

        foreach (var name in _rotation.Obsolete(Directory.EnumerateFiles(directory).Select(Path.GetFileName).OfType<string>(), now))
        {
            File.Delete(Path.Combine(directory, name));
        }
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(_path, options);
    }
}
