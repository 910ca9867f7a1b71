using System.Collections.Frozen;

namespace MiniKube.Kubelet.Planning;

/// <summary>Kernel parameters that pods set for themselves.</summary>
internal static class Sysctls
{
    // Each is the pod's own: it can neither disturb another pod nor harm the node (KEP-34).
    private static readonly FrozenSet<string> Safe = new[]
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The name with dots between its parts; in the form with slashes the dots belong to the parts, so the two change places.</summary>
    public static string Dotted(string name)
    {
        var first = name.AsSpan().IndexOfAny('.', '/');
        return first < 0 || name[first] == '.'
            ? name
            : string.Create(name.Length, name, static (result, text) =>
            {
                for (var i = 0; i < text.Length; i++)
                {
                    result[i] = text[i] switch { '/' => '.', '.' => '/', var other => other };
                }
            });
    }

    /// <param name="name">In either form.</param>
    /// <param name="others">What is allowed beside the safe ones.</param>
    public static bool IsAllowed(string name, IEnumerable<string> others)
    {
        var dotted = Dotted(name);
        return Safe.Contains(dotted) || others.Select(Dotted).Any(other => other.EndsWith('*')
            ? dotted.StartsWith(other[..^1], StringComparison.Ordinal)
            : string.Equals(dotted, other, StringComparison.Ordinal));
    }
}
