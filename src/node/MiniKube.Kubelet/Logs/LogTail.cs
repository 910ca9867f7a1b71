using System.Buffers;

namespace MiniKube.Kubelet.Logs;

/// <summary>Finds where the last lines of a log file begin, reading from its end.</summary>
internal static class LogTail
{
    private const int BlockBytes = 32 * 1024;

    /// <summary>The offset from which <paramref name="lines"/> whole lines of the container follow.</summary>
    public static long FindStart(FileStream file, long lines)
    {
        if (lines <= 0)
        {
            return file.Length;
        }

        // Going backwards, a full line (tag F) met when all are found ends the line before them.
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var found = 0L;
            var lineEnd = file.Length;
            for (var newline = LastNewline(file, file.Length, buffer); ; newline = LastNewline(file, newline, buffer))
            {
                var start = newline + 1;
                if (start < lineEnd && !IsPartial(file, start, buffer) && ++found > lines)
                {
                    return lineEnd;
                }

                if (newline < 0)
                {
                    return 0;
                }

                lineEnd = start;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The last newline before an offset, or -1.</summary>
    private static long LastNewline(FileStream file, long before, byte[] buffer)
    {
        while (before > 0)
        {
            var start = Math.Max(0, before - BlockBytes);
            var length = RandomAccess.Read(file.SafeFileHandle, buffer.AsSpan(0, (int)(before - start)), start);
            var at = buffer.AsSpan(0, length).LastIndexOf((byte)'\n');
            if (at >= 0)
            {
                return start + at;
            }

            before = start;
        }

        return -1;
    }

    private static bool IsPartial(FileStream file, long start, byte[] buffer)
    {
        // Long enough for any time, stream and tag.
        const int PrefixBytes = 64;
        var length = RandomAccess.Read(file.SafeFileHandle, buffer.AsSpan(0, PrefixBytes), start);
        var head = buffer.AsSpan(0, length);
        var newline = head.IndexOf((byte)'\n');
        return LogLine.TryParse(newline < 0 ? head : head[..newline], out var line) && line.IsPartial;
    }
}
