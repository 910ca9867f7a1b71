namespace MiniKube.Kubelet.Logs;

/// <summary>The file at a log's path, and the ones that were there before it for as long as something may still be written to them.</summary>
internal sealed class LogFiles(string path) : IAsyncDisposable
{
    // In the order of their lines. The last is at the path; a rotation adds one, and the ones before go when the last has its first line.
    private readonly List<FileStream> _files = Open(path) is { } file ? [file] : [];

    /// <summary>The file at the path; null while there is none.</summary>
    public FileStream? Current => _files.Count == 0 ? null : _files[^1];

    /// <summary>Takes up the file that is at the path now, if it is another one.</summary>
    public async ValueTask LookForNextAsync()
    {
        var next = Open(path);
        if (next is null)
        {
            return;
        }

        if (Current is { } current && string.Equals(RealPath(current), RealPath(next), StringComparison.Ordinal))
        {
            await next.DisposeAsync();
            return;
        }

        _files.Add(next);
    }

    /// <summary>
    /// The files to read to their ends, in order. The writer changes over a moment after the next file is there, so a file is read only
    /// once it is the first or has lines, which says that those before it are complete.
    /// </summary>
    public async IAsyncEnumerable<FileStream> TakeReadableAsync()
    {
        while (_files.Count > 1)
        {
            var isComplete = _files[1].Length > 0;
            yield return _files[0];
            if (!isComplete)
            {
                yield break;
            }

            await _files[0].DisposeAsync();
            _files.RemoveAt(0);
        }

        if (Current is { } current)
        {
            yield return current;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files)
        {
            await file.DisposeAsync();
        }
    }

    // The name of an open file follows its renames.
    private static string? RealPath(FileStream file) => new FileInfo($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").LinkTarget;

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
