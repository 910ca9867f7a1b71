using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MiniKube.Store.Disks;

/// <summary>What the base class library does not offer: a sync of data alone, and of a directory.</summary>
internal static partial class Platform
{
    private const int Interrupted = 4;

    /// <summary>Makes a file's bytes durable, and of what describes it only what reading them needs.</summary>
    public static void SyncData(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (fdatasync(file) != 0)
        {
            ThrowUnlessInterrupted("fdatasync");
        }
    }

    /// <summary>Makes a directory's names durable.</summary>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // There, names become durable with their files.
            return;
        }

        using var directory = open(path, 0);
        if (directory.IsInvalid)
        {
            throw new IOException($"cannot open {path} to sync it", new Win32Exception(Marshal.GetLastPInvokeError()));
        }

        while (fsync(directory) != 0)
        {
            ThrowUnlessInterrupted("fsync");
        }
    }

    /// <summary>Being interrupted is no answer; anything else is, and is never asked again.</summary>
    private static void ThrowUnlessInterrupted(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error != Interrupted)
        {
            throw new IOException($"{call} failed", new Win32Exception(error));
        }
    }

#pragma warning disable IDE1006, SYSLIB1054 // The names are the platform's.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);
#pragma warning restore IDE1006, SYSLIB1054
}
