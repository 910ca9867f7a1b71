using System.Buffers;

namespace MiniKube.Kubelet.Logs;

/// <summary>Reads a container's log as its user asked for it.</summary>
internal sealed class LogReader(LogWatcher watcher)
{
    private const int BlockBytes = 64 * 1024;

    // The runtime cuts lines long before.
    private const int LineBytesMax = 1024 * 1024;

    public async Task CopyAsync(LogSource source, LogOptions options, Stream to, CancellationToken cancellationToken)
    {
        // Before the first read, so that nothing written in between goes unnoticed.
        using var changes = options.Follow ? watcher.Subscribe(source.Path) : null;
        var output = new LogOutput(to, options);
        var file = Open(source.Path);
        try
        {
            if (file is not null && options.TailLines is { } lines)
            {
                file.Position = LogTail.FindStart(file, lines);
            }

            while (true)
            {
                // Asked before reading: what was written until the end is then surely read.
                var isOver = changes is null || !source.IsRunning();
                var isReplaced = changes?.TakeReplaced() is true;
                if (file is not null)
                {
                    await CopyToEndAsync(file, output, cancellationToken);
                }

                if (isReplaced && Open(source.Path) is { } next)
                {
                    // The old file is read to its end; if it was not replaced at all, its place in the new one is kept.
                    next.Position = file is not null && IsSame(file, next) ? file.Position : 0;
                    await DisposeAsync(file);
                    file = next;
                    continue;
                }

                if (isOver || output.IsFull)
                {
                    return;
                }

                await WaitAsync(changes!, source, cancellationToken);
            }
        }
        finally
        {
            await DisposeAsync(file);
        }
    }

    private static async Task WaitAsync(LogWatcher.Subscription changes, LogSource source, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var written = changes.WaitAsync(stop.Token);
        var ended = source.WhenChanged(stop.Token);
        _ = await Task.WhenAny(written, ended);
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task CopyToEndAsync(FileStream file, LogOutput output, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var kept = 0;
            int read;
            while (!output.IsFull && (read = await file.ReadAsync(buffer.AsMemory(kept), cancellationToken)) > 0)
            {
                var length = kept + read;
                var used = AddLines(buffer.AsSpan(0, length), output);
                await output.FlushAsync(cancellationToken);
                kept = length - used;
                buffer.AsSpan(used, kept).CopyTo(buffer);
                if (kept == buffer.Length)
                {
                    buffer = Grow(buffer);
                }
            }

            // A line without its end is read again when the rest is there.
            file.Position -= kept;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Returns how many bytes were whole lines.</summary>
    private static int AddLines(ReadOnlySpan<byte> bytes, LogOutput output)
    {
        var used = 0;
        while (!output.IsFull && bytes[used..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            output.Add(bytes.Slice(used, length));
            used += length + 1;
        }

        return used;
    }

    private static byte[] Grow(byte[] buffer)
    {
        if (buffer.Length >= LineBytesMax)
        {
            throw new InvalidDataException($"the log has a line of more than {LineBytesMax} bytes");
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger.AsSpan());
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    // The name of an open file follows its renames.
    private static bool IsSame(FileStream open, FileStream next) =>
        string.Equals(RealPath(open), RealPath(next), StringComparison.Ordinal);

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

    private static ValueTask DisposeAsync(FileStream? file) => file?.DisposeAsync() ?? ValueTask.CompletedTask;
}
