using System.Collections.Immutable;
using System.Net;
using k8s.Models;

namespace MiniKube.Kubelet;

/// <summary>What the operator decides about one node.</summary>
public sealed record KubeletOptions
{
    /// <summary>The name of the Node object; a DNS subdomain.</summary>
    public required string NodeName { get; init; }

    /// <summary>The node's addresses, IPv4 first; at least one.</summary>
    public ImmutableArray<IPAddress> NodeIps { get; init; } = [IPAddress.Loopback];

    /// <summary>For volumes, hosts files and termination logs; must be absolute.</summary>
    public string RootDirectory { get; init; } = "/var/lib/kubelet";

    /// <summary>For container logs; must be absolute.</summary>
    public string LogDirectory { get; init; } = "/var/log/pods";

    /// <summary>The network of the node's pods, told to the runtime; empty when somebody else configures it.</summary>
    public string PodCidr { get; init; } = "";

    /// <summary>Where pods' cgroups hang, in cgroupfs form. Nodes that share a kernel must differ in it.</summary>
    public string CgroupRoot { get; init; } = "/kubepods";

    /// <summary>Addresses of the cluster's DNS; empty gives pods the node's own.</summary>
    public ImmutableArray<string> ClusterDns { get; init; } = [];

    public string ClusterDomain { get; init; } = "cluster.local";

    public string ResolvConfPath { get; init; } = "/etc/resolv.conf";

    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Set when the node is registered first; later they belong to others.</summary>
    public ImmutableArray<V1Taint> Taints { get; init; } = [];

    /// <summary>Kernel parameters beyond the safe ones that pods may set; <c>*</c> at the end stands for any rest.</summary>
    public ImmutableArray<string> UnsafeSysctls { get; init; } = [];

    public int MaxPods { get; init; } = 110;

    /// <summary>Amounts to report instead of what the machine has (<c>cpu</c>, <c>memory</c>, <c>ephemeral-storage</c>, or others).</summary>
    public ImmutableDictionary<string, string> Capacity { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Amounts kept from pods: capacity less these is allocatable.</summary>
    public ImmutableDictionary<string, string> Reserved { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How often the Lease is renewed.</summary>
    public TimeSpan LeaseRenewPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After so much silence the node counts as lost.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How often the node's state is looked at; it is written when it has changed.</summary>
    public TimeSpan NodeCheckPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the node's status is written even when nothing has changed.</summary>
    public TimeSpan NodeReportPeriod { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often everything is looked at in case an event got lost.</summary>
    public TimeSpan RelistPeriod { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often everything is looked at while the runtime sends no events.</summary>
    public TimeSpan RelistPeriodWithoutEvents { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the files of configMap, secret, projected and downwardAPI volumes are brought up to date.</summary>
    public TimeSpan VolumeRefreshPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A container's log larger than this is put aside, in bytes.</summary>
    public long LogBytesMax { get; init; } = 10L << 20;

    /// <summary>How many files of a container's log are kept, the one written to included.</summary>
    public int LogFilesMax { get; init; } = 5;

    /// <summary>How often the sizes of logs are looked at.</summary>
    public TimeSpan LogCheckPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The version reported as <c>kubeletVersion</c>.</summary>
    public string Version { get; init; } = "v1.34.0";

    /// <summary>The node is not a machine: no files, cgroups or sockets, only API objects and runtime calls.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>How the node serves logs, exec and the like; null when it does not.</summary>
    public KubeletServingOptions? Serving { get; init; }

    /// <exception cref="ArgumentException">Something is missing or wrong; the message says what.</exception>
    public void Validate()
    {
        Require(NodeName.Length is > 0 and <= 253 && NodeName.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'),
            $"The node name \"{NodeName}\" must be a lower-case DNS subdomain");
        Require(!NodeIps.IsDefaultOrEmpty, "The node needs at least one address");
        Require(MaxPods > 0, $"The most pods of a node must be above 0, not {MaxPods}");
        Require(CgroupRoot.StartsWith('/'), $"The cgroup root \"{CgroupRoot}\" must begin with /");
        Require(LeaseRenewPeriod > TimeSpan.Zero && LeaseRenewPeriod < LeaseDuration,
            $"The lease must be renewed ({LeaseRenewPeriod}) more often than it ends ({LeaseDuration})");
        Require(RelistPeriod > TimeSpan.Zero && RelistPeriodWithoutEvents > TimeSpan.Zero, "The relist periods must be above 0");
        Require(LogBytesMax > 0 && LogFilesMax > 1, "Logs need room: more than 0 bytes and at least 2 files");
        Require(IsSimulated || Path.IsPathFullyQualified(RootDirectory), $"The root directory \"{RootDirectory}\" must be an absolute path");
        Require(IsSimulated || Path.IsPathFullyQualified(LogDirectory), $"The log directory \"{LogDirectory}\" must be an absolute path");
        Require(Serving is null or { Port: >= 0 and <= 65535 }, "The serving port must be between 0 (any free one) and 65535");
    }

    private static void Require(bool holds, string complaint)
    {
        if (!holds)
        {
            throw new ArgumentException(complaint);
        }
    }
}
