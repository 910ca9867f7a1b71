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
        await using var files = new LogFiles(source.Path);
        if (files.Current is { } file && options.TailLines is { } lines)
        {
            file.Position = LogTail.FindStart(file, lines);
        }

        while (true)
        {
            // Asked before reading: what was written until the end is then surely read.
            var isOver = changes is null || !source.IsRunning();
            if (changes?.TakeReplaced() is true)
            {
                await files.LookForNextAsync();
            }

            await foreach (var part in files.TakeReadableAsync().WithCancellation(cancellationToken))
            {
                await CopyToEndAsync(part, output, cancellationToken);
            }

            if (isOver || output.IsFull)
            {
                return;
            }

            await WaitAsync(changes!, source, cancellationToken);
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
}
