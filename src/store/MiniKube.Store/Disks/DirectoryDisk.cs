namespace MiniKube.Store.Disks;

/// <summary>A directory of the machine's file system.</summary>
internal sealed class DirectoryDisk : IDisk
{
    private const string LockName = "LOCK";

    /// <summary>File systems note what was freed in the same transaction that syncs of other files wait for: a gigabyte at once holds them up for 100 ms.</summary>
    private const int FreedAtOnceBytes = 16 << 20;

    private readonly string _directory;
    private readonly FileStream _lock;

    /// <summary>Makes the directory if need be, and keeps other processes out of it until disposed.</summary>
    public DirectoryDisk(string directory)
    {
        _directory = Path.GetFullPath(directory);
        CreateDirectory();
        try
        {
            // The operating system lets go of this lock when the process ends, however it ends.
            _lock = new FileStream(PathOf(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException($"the store in {_directory} cannot be locked; is another process using it?", exception);
        }
    }

    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(_directory).Select(path => Path.GetFileName(path)).Where(name => name != LockName)];

    public IDiskFile Create(string name, long length)
    {
        var handle = File.OpenHandle(
            PathOf(name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, preallocationSize: length);
        try
        {
            RandomAccess.SetLength(handle, length);
            return new DirectoryFile(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public IDiskFile Open(string name) =>
        new DirectoryFile(File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.ReadWrite, FileShare.Read));

    public void Rename(string from, string to) => File.Move(PathOf(from), PathOf(to), overwrite: true);

    public void Delete(string name)
    {
        var path = PathOf(name);
        if (new FileInfo(path) is not { Exists: true, Length: > FreedAtOnceBytes })
        {
            File.Delete(path);
            return;
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.Delete(path);
        for (var length = RandomAccess.GetLength(file); length > 0; length -= Math.Min(length, FreedAtOnceBytes))
        {
            RandomAccess.SetLength(file, length - Math.Min(length, FreedAtOnceBytes));
            Platform.SyncData(file);
        }
    }

    public void Sync() => Platform.SyncDirectory(_directory);

    public string PathOf(string name) => Path.Combine(_directory, name);

    public void Dispose() => _lock.Dispose();

    private void CreateDirectory()
    {
        if (Directory.Exists(_directory))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_directory);
            return;
        }

        // Secrets lie in here.
        Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Path.GetDirectoryName(_directory) is { } parent)
        {
            Platform.SyncDirectory(parent);
        }
    }
}
