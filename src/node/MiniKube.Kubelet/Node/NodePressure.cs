namespace MiniKube.Kubelet.Node;

/// <summary>Whether the machine runs short of something.</summary>
internal sealed record NodePressure(bool Memory, bool Disk, bool Pids)
{
    private const long MemoryBytesMin = 100L << 20;
    private const double DiskFreeMin = 0.10;
    private const double PidFreeMin = 0.05;

    public static NodePressure None { get; } = new(false, false, false);

    public static NodePressure Read(string rootDirectory)
    {
        var drive = new DriveInfo(rootDirectory);
        return new NodePressure(
            MemoryAvailable() < MemoryBytesMin,
            drive.TotalSize > 0 && (double)drive.AvailableFreeSpace / drive.TotalSize < DiskFreeMin,
            PidsFree() < PidFreeMin);
    }

    private static long MemoryAvailable()
    {
        var line = File.Exists("/proc/meminfo") ? File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)) : null;
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..] && long.TryParse(kilobytes, out var amount) ? amount * 1024 : long.MaxValue;
    }

    // /proc/loadavg: 0.20 0.18 0.12 1/80 11206 (running threads / all threads)
    private static double PidsFree()
    {
        if (!File.Exists("/proc/loadavg") || !File.Exists("/proc/sys/kernel/pid_max"))
        {
            return 1;
        }

        var threads = File.ReadAllText("/proc/loadavg").Split(' ') is [_, _, _, var counts, ..] && counts.Split('/') is [_, var all] ? all : "0";
        return int.TryParse(threads, out var used) && int.TryParse(File.ReadAllText("/proc/sys/kernel/pid_max"), out var max) && max > 0
            ? 1 - ((double)used / max)
            : 1;
    }
}
