namespace MiniKube.Hosting.Containerd;

/// <summary>What must be on a machine before pods can run, and where it was found.</summary>
internal sealed record ContainerdPrerequisites
{
    /// <summary>Bit of CAP_SYS_RESOURCE in the capability masks of /proc.</summary>
    private const int SysResource = 24;

    private static readonly string[] PluginDirectories = ["/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"];
    private static readonly string[] Plugins = ["loopback", "ptp", "portmap", "host-local"];

    // Where Debian keeps what only root runs; a user's PATH has not all of it.
    private static readonly string[] SystemDirectories =
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    public required string Containerd { get; init; }

    public required string Ctr { get; init; }

    public required string PluginDirectory { get; init; }

    /// <summary>Null when it is missing or cannot work on this machine; then runc is there.</summary>
    public string? Crun { get; init; }

    /// <summary>The process may not lower OOM scores, so containerd must not try.</summary>
    public bool LacksSysResource { get; init; }

    /// <summary>The PATH under which containerd finds its shim, its runtimes and iptables.</summary>
    public static string SearchPath
        => string.Join(':', (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(SystemDirectories)
            .Where(static directory => directory.Length > 0).Distinct());

    /// <exception cref="PrerequisiteException">Something is missing; the message names all of it.</exception>
    public static ContainerdPrerequisites Find()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new PrerequisiteException("Running real containers needs root: start this with sudo, or choose the simulated runtime.");
        }

        SortedSet<string> missing = new(StringComparer.Ordinal);
        SortedSet<string> packages = new(StringComparer.Ordinal);
        var containerd = Require("containerd", "containerd");
        var ctr = Require("ctr", "containerd");
        _ = Require("containerd-shim-runc-v2", "containerd");
        _ = Require("iptables", "iptables");
        _ = Require("setsid", "util-linux");
        var crun = CrunWorksHere() ? FindBinary("crun") : null;
        if (crun is null)
        {
            _ = Require("runc", "runc");
        }

        var pluginDirectory = PluginDirectories.FirstOrDefault(
            static directory => Plugins.All(plugin => File.Exists(Path.Combine(directory, plugin))));
        if (pluginDirectory is null)
        {
            Lack("the CNI plug-ins", "containernetworking-plugins");
        }

        if (missing.Count > 0)
        {
            throw new PrerequisiteException(
                $"Running real containers needs what this machine does not have: {string.Join(", ", missing)}. "
                + $"On Debian: apt-get install -y --no-install-recommends {string.Join(' ', packages)}");
        }

        return new ContainerdPrerequisites
        {
            Containerd = containerd,
            Ctr = ctr,
            PluginDirectory = pluginDirectory!,
            Crun = crun,
            LacksSysResource = !HasCapability(SysResource),
        };

        string Require(string binary, string package)
        {
            if (FindBinary(binary) is { } path)
            {
                return path;
            }

            Lack(binary, package);
            return "";
        }

        void Lack(string what, string package)
        {
            _ = missing.Add(what);
            _ = packages.Add(package);
        }
    }

    public static string? FindBinary(string name)
        => SearchPath.Split(':').Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);

    /// <summary>crun gives up where cgroup v1 and v2 both have controllers.</summary>
    private static bool CrunWorksHere()
    {
        const string Unified = "/sys/fs/cgroup/unified/cgroup.controllers";
        return !File.Exists(Unified) || string.IsNullOrWhiteSpace(File.ReadAllText(Unified));
    }

    private static bool HasCapability(int bit)
    {
        const string Field = "CapBnd:";
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(static line => line.StartsWith(Field, StringComparison.Ordinal));
        return line is not null && (Convert.ToUInt64(line[Field.Length..].Trim(), 16) & (1UL << bit)) != 0;
    }
}
