using k8s.Models;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Describes a pod's sandbox to the runtime.</summary>
internal sealed class SandboxConfig(KubeletOptions options, PodPaths paths, PodCgroups cgroups, HostDns dns)
{
    private const int HostnameLengthMax = 63;

    // What the kernel keeps.
    private const int FullHostnameLengthMax = 64;

    /// <exception cref="ContainerConfigException">It cannot be made from what the pod says.</exception>
    public PodSandboxConfig Of(V1Pod pod, int attempt)
    {
        var config = new PodSandboxConfig
        {
            Metadata = new PodSandboxMetadata
            {
                Name = pod.Metadata.Name,
                Namespace = pod.Metadata.NamespaceProperty,
                Uid = pod.Metadata.Uid,
                Attempt = (uint)attempt,
            },
            // The runtime refuses a name without a private UTS namespace, which a pod in the node's network does not have.
            Hostname = pod.UsesHostNetwork ? "" : Hostname(pod),
            LogDirectory = paths.Logs(pod),
            DnsConfig = PodDns.Of(pod, options, dns),
            Labels = { pod.Metadata.Labels ?? new Dictionary<string, string>() },
            Annotations = { pod.Metadata.Annotations ?? new Dictionary<string, string>() },
            Linux = new LinuxPodSandboxConfig
            {
                CgroupParent = cgroups.Of(pod),
                SecurityContext = SecurityContexts.OfSandbox(pod),
            },
        };
        config.Labels[PodLabels.PodName] = pod.Metadata.Name;
        config.Labels[PodLabels.PodNamespace] = pod.Metadata.NamespaceProperty;
        config.Labels[PodLabels.PodUid] = pod.Metadata.Uid;
        if (pod.Spec.TerminationGracePeriodSeconds is { } grace)
        {
            config.Annotations[PodLabels.GracePeriod] = grace.ToString();
        }

        foreach (var sysctl in pod.Spec.SecurityContext?.Sysctls ?? [])
        {
            config.Linux.Sysctls[Sysctls.Dotted(sysctl.Name)] = sysctl.Value;
        }

        if (!pod.UsesHostNetwork)
        {
            config.PortMappings.Add(PortMappings(pod));
        }

        return config;
    }

    /// <summary>The pod's own name for itself, without a domain.</summary>
    public static string ShortName(V1Pod pod)
    {
        var name = pod.Spec.Hostname is { Length: > 0 } given ? given : pod.Metadata.Name;
        return name.Length > HostnameLengthMax ? name[..HostnameLengthMax].TrimEnd('-', '.') : name;
    }

    /// <summary>The name under which the cluster's DNS knows the pod; empty when it does not.</summary>
    public string FullName(V1Pod pod) => pod.Spec.Subdomain is { Length: > 0 } subdomain
        ? $"{ShortName(pod)}.{subdomain}.{pod.Metadata.NamespaceProperty}.svc.{options.ClusterDomain}"
        : "";

    private string Hostname(V1Pod pod)
    {
        if (pod.Spec.SetHostnameAsFQDN is not true || FullName(pod) is not { Length: > 0 } full)
        {
            return ShortName(pod);
        }

        return full.Length <= FullHostnameLengthMax
            ? full
            : throw new ContainerConfigException(
                $"failed to construct FQDN from pod hostname and cluster domain, FQDN {full} is too long ({FullHostnameLengthMax} characters is the max, {full.Length} characters requested)");
    }

    private static IEnumerable<PortMapping> PortMappings(V1Pod pod) =>
        from container in pod.Regulars.Concat(pod.Inits.Where(init => init.IsSidecar))
        from port in container.Ports ?? []
        where port.HostPort is > 0
        select new PortMapping
        {
            ContainerPort = port.ContainerPort,
            HostPort = port.HostPort!.Value,
            HostIp = port.HostIP ?? "",
            Protocol = port.Protocol switch { "UDP" => Protocol.Udp, "SCTP" => Protocol.Sctp, _ => Protocol.Tcp },
        };
}
