using System.Collections.Frozen;
using System.Collections.Immutable;
using k8s.Models;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Node;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.Actuation;

public sealed class ConfigTests
{
    private static readonly KubeletOptions Options = new() { NodeName = "n", ClusterDns = ["10.96.0.10"], CgroupRoot = "/kubepods/n" };

    private static readonly HostDns Host = HostDns.Parse("nameserver 1.1.1.1\nsearch corp.example\noptions timeout:1\n");

    [Fact]
    public void A_pod_resolves_names_through_the_cluster()
    {
        var dns = PodDns.Of(Pods.Make("p"), Options, Host);

        dns.Servers.Should().Equal("10.96.0.10");
        dns.Searches.Should().Equal("default.svc.cluster.local", "svc.cluster.local", "cluster.local", "corp.example");
        dns.Options.Should().Equal("ndots:5");
    }

    [Theory]
    [InlineData("ClusterFirst", "1.1.1.1")]
    [InlineData("ClusterFirstWithHostNet", "10.96.0.10")]
    [InlineData("Default", "1.1.1.1")]
    public void A_pod_in_the_nodes_network_means_the_nodes_resolver_unless_it_says_otherwise(string policy, string server)
    {
        var pod = Pods.Make("p");
        (pod.Spec.HostNetwork, pod.Spec.DnsPolicy) = (true, policy);

        PodDns.Of(pod, Options, Host).Servers.Should().Equal(server);
    }

    [Fact]
    public void The_pods_own_dns_settings_come_on_top()
    {
        var pod = Pods.Make("p");
        pod.Spec.DnsConfig = new V1PodDNSConfig { Nameservers = ["9.9.9.9"], Options = [new V1PodDNSConfigOption { Name = "ndots", Value = "2" }] };

        var dns = PodDns.Of(pod, Options, Host);

        dns.Servers.Should().Equal("10.96.0.10", "9.9.9.9");
        dns.Options.Should().Equal("ndots:2");
    }

    [Fact]
    public void A_sandbox_carries_all_that_is_needed_to_know_it_again()
    {
        var pod = Pods.Make("p");
        pod.Spec.Containers[0].Ports = [new V1ContainerPort { ContainerPort = 80, HostPort = 8080 }, new V1ContainerPort { ContainerPort = 81 }];

        var config = Sandboxes().Of(pod, attempt: 2);

        config.Labels.Should().Contain("io.kubernetes.pod.uid", "uid-p").And.Contain("io.kubernetes.pod.name", "p");
        config.Metadata.Attempt.Should().Be(2);
        config.LogDirectory.Should().Be("/var/log/pods/default_p_uid-p");
        config.Linux.CgroupParent.Should().Be("/kubepods/n/besteffort/poduid-p");
        config.PortMappings.Should().ContainSingle().Which.HostPort.Should().Be(8080);
        config.Hostname.Should().Be("p");
    }

    [Fact]
    public void In_the_nodes_network_there_is_no_hostname_and_no_port_to_map()
    {
        var pod = Pods.Make("p");
        pod.Spec.HostNetwork = true;
        pod.Spec.Containers[0].Ports = [new V1ContainerPort { ContainerPort = 80, HostPort = 80 }];

        var config = Sandboxes().Of(pod, attempt: 0);

        config.Hostname.Should().BeEmpty();
        config.PortMappings.Should().BeEmpty();
        config.Linux.SecurityContext.NamespaceOptions.Network.Should().Be(NamespaceMode.Node);
    }

    [Fact]
    public void One_privileged_container_makes_the_sandbox_privileged()
    {
        var pod = Pods.Make("p");
        pod.Spec.Containers[0].SecurityContext = new V1SecurityContext { Privileged = true };

        Sandboxes().Of(pod, attempt: 0).Linux.SecurityContext.Privileged.Should().BeTrue();
        SecurityContexts.OfContainer(pod, pod.Spec.Containers[0], null, "/").MaskedPaths.Should().BeEmpty();
    }

    [Fact]
    public void A_container_hides_the_machines_secrets_and_nothing_asks_for_AppArmor()
    {
        var pod = Pods.Make("p");

        var context = SecurityContexts.OfContainer(pod, pod.Spec.Containers[0], null, "/");

        context.MaskedPaths.Should().Contain("/proc/kcore");
        context.ReadonlyPaths.Should().Contain("/proc/sys");
        context.Apparmor.Should().BeNull();
    }

    [Fact]
    public void Labels_profiles_and_the_policy_of_groups_reach_the_runtime()
    {
        var pod = Pods.Make("p");
        pod.Spec.SecurityContext = new V1PodSecurityContext
        {
            SeLinuxOptions = new V1SELinuxOptions { Level = "s0:c1,c2" },
            AppArmorProfile = new V1AppArmorProfile { Type = "RuntimeDefault" },
            SupplementalGroupsPolicy = "Strict",
        };
        pod.Spec.Containers[0].SecurityContext = new V1SecurityContext { AppArmorProfile = new V1AppArmorProfile { Type = "Localhost", LocalhostProfile = "k8s-tight" } };

        var context = SecurityContexts.OfContainer(pod, pod.Spec.Containers[0], null, "/");

        context.SelinuxOptions.Level.Should().Be("s0:c1,c2");
        context.Apparmor.LocalhostRef.Should().Be("k8s-tight");
        context.SupplementalGroupsPolicy.Should().Be(SupplementalGroupsPolicy.Strict);
        var sandbox = Sandboxes().Of(pod, attempt: 0).Linux.SecurityContext;
        sandbox.SelinuxOptions.Level.Should().Be("s0:c1,c2");
        sandbox.SupplementalGroupsPolicy.Should().Be(SupplementalGroupsPolicy.Strict);
    }

    [Theory]
    [InlineData("kernel.shm_rmid_forced", "kernel.shm_rmid_forced")]
    [InlineData("kernel/shm_rmid_forced", "kernel.shm_rmid_forced")]
    [InlineData("net/ipv4/conf/eno2.100/rp_filter", "net.ipv4.conf.eno2/100.rp_filter")]
    public void The_runtime_is_told_of_sysctls_with_dots(string given, string told)
    {
        var pod = Pods.Make("p");
        pod.Spec.SecurityContext = new V1PodSecurityContext { Sysctls = [new V1Sysctl { Name = given, Value = "1" }] };

        Sandboxes().Of(pod, attempt: 0).Linux.Sysctls.Keys.Should().Equal(told);
    }

    [Fact]
    public void A_full_name_that_the_kernel_cannot_keep_is_refused()
    {
        var pod = Pods.Make("p");
        (pod.Spec.SetHostnameAsFQDN, pod.Spec.Subdomain) = (true, "s");
        Sandboxes().Of(pod, attempt: 0).Hostname.Should().Be("p.s.default.svc.cluster.local");
        pod.Spec.Subdomain = new string('s', 40);

        var act = () => Sandboxes().Of(pod, attempt: 0);

        act.Should().Throw<ContainerConfigException>().WithMessage("failed to construct FQDN*is too long (64 characters is the max, 68 characters requested)");
    }

    [Theory]
    [InlineData(null, "Enabled", null)]
    [InlineData(null, "IfPossible", false)]
    [InlineData(true, "Enabled", true)]
    [InlineData(true, "IfPossible", true)]
    [InlineData(true, "Disabled", false)]
    public void Mounts_below_are_made_read_only_where_the_runtime_can(bool? can, string asked, bool? expected)
    {
        var pod = Pods.Make("p");
        pod.Spec.Containers[0].VolumeMounts = [new V1VolumeMount { Name = "v", MountPath = "/v", ReadOnlyProperty = true, RecursiveReadOnly = asked }];
        var handler = new RuntimeHandler { Name = "", Features = new RuntimeHandlerFeatures { RecursiveReadOnlyMounts = can is true } };

        var act = () => Mounts(pod, can is null ? [] : [handler], []).Single();

        if (expected is null)
        {
            act.Should().Throw<ContainerConfigException>().WithMessage("*requested recursive read-only mode, but it is not supported by the runtime");
        }
        else
        {
            act().RecursiveReadOnly.Should().Be(expected.Value);
        }
    }

    [Fact]
    public void A_subpath_of_a_variable_that_is_not_set_is_refused()
    {
        var pod = Pods.Make("p");
        pod.Spec.Containers[0].VolumeMounts = [new V1VolumeMount { Name = "v", MountPath = "/v", SubPathExpr = "$(NAME)" }];

        var act = () => Mounts(pod, [], []).Single();

        act.Should().Throw<ContainerConfigException>().WithMessage("missing value for \"NAME\"*");
    }

    [Theory]
    [InlineData(0L, null, true)]
    [InlineData(1000L, null, false)]
    [InlineData(null, null, true)]
    public void Who_must_not_be_root_is_refused_as_root(long? user, long? imageUser, bool isRefused)
    {
        var pod = Pods.Make("p");
        pod.Spec.SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, RunAsUser = user };

        var act = () => SecurityContexts.OfContainer(pod, pod.Spec.Containers[0], new Image { Uid = imageUser }, "/");

        if (isRefused)
        {
            act.Should().Throw<ContainerConfigException>();
        }
        else
        {
            act().RunAsUser.Should().Be(user);
        }
    }

    [Fact]
    public void Requests_and_limits_become_shares_quota_and_bytes()
    {
        var pod = Pods.Make("p");
        var container = pod.Spec.Containers[0];
        container.Resources = new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("250m"), ["memory"] = new("1Gi") },
            Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("500m"), ["memory"] = new("2Gi") },
        };

        var resources = ResourceAmounts.Of(pod, container, nodeMemoryBytes: 4L << 30);

        resources.CpuShares.Should().Be(256);
        resources.CpuQuota.Should().Be(50_000);
        resources.MemoryLimitInBytes.Should().Be(2L << 30);
        resources.OomScoreAdj.Should().Be(750);
    }

    private static IEnumerable<Mount> Mounts(V1Pod pod, ImmutableArray<RuntimeHandler> handlers, Dictionary<string, string> variables)
    {
        var options = Options with { IsSimulated = true };
        var facts = new NodeFacts
        {
            Ips = [],
            RuntimeName = "",
            RuntimeVersion = "",
            Machine = new MachineFacts(),
            Capacity = new Dictionary<string, ResourceQuantity>(),
            Allocatable = new Dictionary<string, ResourceQuantity>(),
            Handlers = handlers,
        };
        var order = new StartOrder(pod, pod.Spec.Containers[0], new SandboxRecord { Id = "s" }, 0, ContainerMemory.None, null);
        var objects = new ApiPodObjects(new FakeApi(TimeProvider.System), services: null);
        return new ContainerMounts(options, new PodPaths(options), new RuntimeHandlers(objects, facts, options))
            .Of(order, new Dictionary<string, string> { ["v"] = "/volume" }.ToFrozenDictionary(), variables);
    }

    private static SandboxConfig Sandboxes() => new(Options, new PodPaths(Options), new PodCgroups(Options), Host);
}
