namespace MiniKube.Hosting.Containerd;

/// <summary>Settings of the kernel without which pods have no network.</summary>
internal static class Sysctls
{
    private static readonly (string Name, string Value)[] Needed =
    [
        // Pods are reached through the node.
        ("net/ipv4/ip_forward", "1"),

        // A pod's host port answers on the node's 127.0.0.1 too.
        ("net/ipv4/conf/all/route_localnet", "1"),
    ];

    /// <exception cref="PrerequisiteException">The kernel does not let us.</exception>
    public static void Apply()
    {
        foreach (var (name, value) in Needed)
        {
            var path = Path.Combine("/proc/sys", name);
            try
            {
                if (File.ReadAllText(path).Trim() != value)
                {
                    File.WriteAllText(path, value);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new PrerequisiteException(
                    $"Pods need the kernel setting {name.Replace('/', '.')}={value}, which cannot be set here ({exception.Message}). "
                    + $"Set it from outside, such as with sysctl -w, and start again.");
            }
        }
    }
}
