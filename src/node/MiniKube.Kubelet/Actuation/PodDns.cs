using k8s.Models;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Decides how names are resolved in a pod.</summary>
internal static class PodDns
{
    public static DNSConfig Of(V1Pod pod, KubeletOptions options, HostDns host)
    {
        var config = Policy(pod, options) switch
        {
            "None" => new DNSConfig(),
            "Cluster" => Cluster(pod, options, host),
            _ => new DNSConfig { Servers = { host.Servers }, Searches = { host.Searches }, Options = { host.Options } },
        };
        Merge(config, pod.Spec.DnsConfig);
        return config;
    }

    // In the node's network the node's resolver is what a pod means, unless it asks for the cluster's.
    private static string Policy(V1Pod pod, KubeletOptions options) => pod.Spec.DnsPolicy switch
    {
        "None" => "None",
        "Default" => "Default",
        "ClusterFirstWithHostNet" => options.ClusterDns.IsEmpty ? "Default" : "Cluster",
        _ => pod.UsesHostNetwork || options.ClusterDns.IsEmpty ? "Default" : "Cluster",
    };

    private static DNSConfig Cluster(V1Pod pod, KubeletOptions options, HostDns host)
    {
        var domain = options.ClusterDomain;
        string[] searches = [$"{pod.Metadata.NamespaceProperty}.svc.{domain}", $"svc.{domain}", domain];
        return new DNSConfig
        {
            Servers = { options.ClusterDns },
            Searches = { searches.Concat(host.Searches).Distinct(StringComparer.Ordinal) },
            Options = { "ndots:5" },
        };
    }

    private static void Merge(DNSConfig config, V1PodDNSConfig? more)
    {
        foreach (var server in (more?.Nameservers ?? []).Where(server => !config.Servers.Contains(server)))
        {
            config.Servers.Add(server);
        }

        foreach (var search in (more?.Searches ?? []).Where(search => !config.Searches.Contains(search)))
        {
            config.Searches.Add(search);
        }

        foreach (var option in more?.Options ?? [])
        {
            var same = config.Options.FirstOrDefault(known => string.Equals(known.Split(':')[0], option.Name, StringComparison.Ordinal));
            if (same is not null)
            {
                config.Options.Remove(same);
            }

            config.Options.Add(option.Value is { Length: > 0 } value ? $"{option.Name}:{value}" : option.Name);
        }
    }
}
