using System.Text;
using k8s.Models;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Writes a pod's /etc/hosts. Without it the runtime would show containers the node's.</summary>
internal static class HostsFile
{
    /// <summary>For a pod with its own network.</summary>
    public static string OfPod(IEnumerable<string> ips, string hostname, string fullName, IList<V1HostAlias>? aliases)
    {
        var text = new StringBuilder("""
            # Kubernetes-managed hosts file.
            127.0.0.1	localhost
            ::1	localhost ip6-localhost ip6-loopback
            fe00::0	ip6-localnet
            fe00::0	ip6-mcastprefix
            fe00::1	ip6-allnodes
            fe00::2	ip6-allrouters

            """);
        foreach (var ip in ips)
        {
            text.Append(ip).Append('\t').Append(fullName.Length > 0 ? $"{fullName}\t{hostname}" : hostname).Append('\n');
        }

        return Append(text, aliases);
    }

    /// <summary>For a pod in the node's network: the node's file and the pod's own aliases.</summary>
    public static string OfNode(string nodeFile, IList<V1HostAlias>? aliases)
    {
        var text = new StringBuilder("# Kubernetes-managed hosts file (host network).\n").Append(nodeFile);
        if (!nodeFile.EndsWith('\n'))
        {
            text.Append('\n');
        }

        return Append(text, aliases);
    }

    private static string Append(StringBuilder text, IList<V1HostAlias>? aliases)
    {
        if (aliases is [_, ..])
        {
            text.Append("\n# Entries added by HostAliases.\n");
            foreach (var alias in aliases)
            {
                text.Append(alias.Ip).Append('\t').AppendJoin('\t', alias.Hostnames ?? []).Append('\n');
            }
        }

        return text.ToString();
    }
}
