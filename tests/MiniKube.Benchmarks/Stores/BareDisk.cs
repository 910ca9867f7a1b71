using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MiniKube.Benchmarks.Stores;

/// <summary>What a durable write costs without any store.</summary>
internal static class BareDisk
{
    /// <summary>How long each of so many writes of 512 bytes with their sync takes, in milliseconds, one after the other.</summary>
    public static double[] Sync(string directory, int operations)
    {
        const int RecordBytes = 512;
        using var file = File.OpenHandle(
            Path.Combine(directory, "bare"), FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.None, (long)RecordBytes * operations);
        RandomAccess.Write(file, new byte[RecordBytes * operations], 0);
        RandomAccess.FlushToDisk(file);
        var record = new byte[RecordBytes];
        Array.Fill(record, (byte)1);
        var latencies = new double[operations];
        for (var operation = 0; operation < operations; operation++)
        {
            var start = Stopwatch.GetTimestamp();
            Sync(file, record, (long)operation * RecordBytes);
            latencies[operation] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return latencies;
    }

    private static void Sync(SafeFileHandle file, byte[] record, long offset)
    {
        RandomAccess.Write(file, record, offset);
        if (SyncData(file) != 0)
        {
            throw new IOException("fdatasync failed");
        }
    }

    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SyncData(SafeFileHandle file);
}
