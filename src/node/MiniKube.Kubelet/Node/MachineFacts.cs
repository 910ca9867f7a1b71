using System.Runtime.InteropServices;

namespace MiniKube.Kubelet.Node;

/// <summary>The machine as its operating system describes it.</summary>
internal sealed record MachineFacts
{
    public string MachineId { get; init; } = "";

    public string SystemUuid { get; init; } = "";

    public string BootId { get; init; } = "";

    public string KernelVersion { get; init; } = "";

    public string OsImage { get; init; } = "";

    public string Architecture { get; init; } = "amd64";

    public bool HasAppArmor { get; init; }

    public int Cpus { get; init; }

    public long MemoryBytes { get; init; }

    public long DiskBytes { get; init; }

    public static MachineFacts Read(string rootDirectory) => new()
    {
        MachineId = FirstLine("/etc/machine-id"),
        SystemUuid = FirstLine("/sys/class/dmi/id/product_uuid") is { Length: > 0 } uuid ? uuid : FirstLine("/etc/machine-id"),
        BootId = FirstLine("/proc/sys/kernel/random/boot_id"),
        KernelVersion = FirstLine("/proc/sys/kernel/osrelease"),
        OsImage = ReadOsImage(),
        Architecture = ArchitectureName,
        HasAppArmor = FirstLine("/sys/module/apparmor/parameters/enabled").StartsWith('Y'),
        Cpus = Environment.ProcessorCount,
        MemoryBytes = ReadMemory(),
        DiskBytes = ReadDisk(rootDirectory),
    };

    /// <summary>Of a machine that does not exist; the amounts come from the options.</summary>
    public static MachineFacts Simulated(string nodeName) => new()
    {
        MachineId = nodeName,
        SystemUuid = nodeName,
        BootId = nodeName,
        KernelVersion = "simulated",
        OsImage = "Simulated node",
        HasAppArmor = true,
        Architecture = ArchitectureName,
        Cpus = 32,
        MemoryBytes = 256L << 30,
        DiskBytes = 1L << 40,
    };

    private static string ArchitectureName => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.Arm => "arm",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        _ => "amd64",
    };

    private static string FirstLine(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadLines(path).FirstOrDefault() ?? "" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string ReadOsImage()
    {
        const string Key = "PRETTY_NAME=";
        var line = File.Exists("/etc/os-release") ? File.ReadLines("/etc/os-release").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line is null ? "Linux" : line[Key.Length..].Trim('"');
    }

    // MemTotal:       16302644 kB
    private static long ReadMemory()
    {
        var line = File.Exists("/proc/meminfo") ? File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemTotal:", StringComparison.Ordinal)) : null;
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..] && long.TryParse(kilobytes, out var amount) ? amount * 1024 : 0;
    }

    private static long ReadDisk(string directory)
    {
        Directory.CreateDirectory(directory);
        return new DriveInfo(directory).TotalSize;
    }
}
