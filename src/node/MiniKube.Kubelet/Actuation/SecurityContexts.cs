using k8s.Models;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Turns security contexts into what the runtime is told.</summary>
internal static class SecurityContexts
{
    // What a runtime hides when the kubelet names it; without these lists the container sees and writes all of it.
    private static readonly string[] MaskedPaths =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
        "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    private static readonly string[] ReadonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    public static LinuxSandboxSecurityContext OfSandbox(V1Pod pod)
    {
        var context = new LinuxSandboxSecurityContext
        {
            NamespaceOptions = Namespaces(pod),
            Privileged = pod.Regulars.Concat(pod.Inits).Any(container => container.SecurityContext?.Privileged is true),
            Seccomp = new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.RuntimeDefault },
            SelinuxOptions = SeLinux(pod.Spec.SecurityContext?.SeLinuxOptions),
            SupplementalGroupsPolicy = Policy(pod),
            RunAsUser = pod.Spec.SecurityContext?.RunAsUser,
            RunAsGroup = pod.Spec.SecurityContext is { RunAsUser: not null } ? pod.Spec.SecurityContext.RunAsGroup : null,
        };
        context.SupplementalGroups.Add(Groups(pod));
        return context;
    }

    /// <param name="pod">The pod.</param>
    /// <param name="container">The container.</param>
    /// <param name="image">The image, for the user it wants to run as.</param>
    /// <param name="seccompRoot">Where local seccomp profiles lie.</param>
    /// <exception cref="ContainerConfigException">The container must not run as root but would.</exception>
    public static LinuxContainerSecurityContext OfContainer(V1Pod pod, V1Container container, Image? image, string seccompRoot)
    {
        var (own, shared) = (container.SecurityContext, pod.Spec.SecurityContext);
        var privileged = own?.Privileged is true;
        var user = own?.RunAsUser ?? shared?.RunAsUser;
        if ((own?.RunAsNonRoot ?? shared?.RunAsNonRoot) is true)
        {
            RequireNonRoot(pod, container, user, image);
        }

        var context = new LinuxContainerSecurityContext
        {
            Privileged = privileged,
            NamespaceOptions = Namespaces(pod),
            RunAsUser = user ?? image?.Uid,
            RunAsUsername = user is null && image?.Uid is null ? image?.Username ?? "" : "",
            RunAsGroup = own?.RunAsGroup ?? shared?.RunAsGroup,
            ReadonlyRootfs = own?.ReadOnlyRootFilesystem is true,
            NoNewPrivs = own?.AllowPrivilegeEscalation is false,
            SelinuxOptions = SeLinux(own?.SeLinuxOptions ?? shared?.SeLinuxOptions),
            Apparmor = AppArmor(own?.AppArmorProfile ?? shared?.AppArmorProfile),
            SupplementalGroupsPolicy = Policy(pod),
            Seccomp = privileged ? null : Seccomp(own?.SeccompProfile ?? shared?.SeccompProfile, seccompRoot),
        };
        context.SupplementalGroups.Add(Groups(pod));
        if (own?.Capabilities is { } capabilities)
        {
            context.Capabilities = new Capability { AddCapabilities = { capabilities.Add ?? [] }, DropCapabilities = { capabilities.Drop ?? [] } };
        }

        if (!privileged && own?.ProcMount is not "Unmasked")
        {
            context.MaskedPaths.Add(MaskedPaths);
            context.ReadonlyPaths.Add(ReadonlyPaths);
        }

        return context;
    }

    /// <summary>Lets a container see another's processes, unless all of the pod or of the node are in sight anyway.</summary>
    /// <param name="context">Of the container.</param>
    /// <param name="targetId">The other; empty for none.</param>
    public static void Aim(LinuxContainerSecurityContext context, string targetId)
    {
        if (targetId.Length > 0 && context.NamespaceOptions.Pid == NamespaceMode.Container)
        {
            context.NamespaceOptions.Pid = NamespaceMode.Target;
            context.NamespaceOptions.TargetId = targetId;
        }
    }

    private static NamespaceOption Namespaces(V1Pod pod) => new()
    {
        Network = pod.UsesHostNetwork ? NamespaceMode.Node : NamespaceMode.Pod,
        Ipc = pod.Spec.HostIPC is true ? NamespaceMode.Node : NamespaceMode.Pod,
        Pid = pod.Spec.HostPID is true ? NamespaceMode.Node : pod.Spec.ShareProcessNamespace is true ? NamespaceMode.Pod : NamespaceMode.Container,
    };

    private static IEnumerable<long> Groups(V1Pod pod)
    {
        var context = pod.Spec.SecurityContext;
        var groups = (context?.SupplementalGroups ?? []).OfType<long>();
        return context?.FsGroup is { } fsGroup ? groups.Prepend(fsGroup).Distinct() : groups;
    }

    private static SupplementalGroupsPolicy Policy(V1Pod pod) =>
        pod.Spec.SecurityContext?.SupplementalGroupsPolicy is "Strict" ? SupplementalGroupsPolicy.Strict : SupplementalGroupsPolicy.Merge;

    private static SELinuxOption? SeLinux(V1SELinuxOptions? options) => options is null
        ? null
        : new SELinuxOption { User = options.User ?? "", Role = options.Role ?? "", Type = options.Type ?? "", Level = options.Level ?? "" };

    private static SecurityProfile? AppArmor(V1AppArmorProfile? profile) => profile?.Type switch
    {
        "RuntimeDefault" => new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.RuntimeDefault },
        "Unconfined" => new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.Unconfined },
        "Localhost" => new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.Localhost, LocalhostRef = profile.LocalhostProfile ?? "" },
        _ => null,
    };

    private static SecurityProfile? Seccomp(V1SeccompProfile? profile, string root) => profile?.Type switch
    {
        "RuntimeDefault" => new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.RuntimeDefault },
        "Unconfined" => new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.Unconfined },
        "Localhost" => new SecurityProfile
        {
            ProfileType = SecurityProfile.Types.ProfileType.Localhost,
            LocalhostRef = Path.Combine(root, profile.LocalhostProfile ?? ""),
        },
        _ => null,
    };

    private static void RequireNonRoot(V1Pod pod, V1Container container, long? user, Image? image)
    {
        var who = $"(pod: \"{pod.Metadata.Name}_{pod.Metadata.NamespaceProperty}({pod.Metadata.Uid})\", container: {container.Name})";
        if (user is { } given)
        {
            if (given == 0)
            {
                throw new ContainerConfigException($"container's runAsUser breaks non-root policy {who}");
            }
        }
        else if (image?.Uid is { } uid)
        {
            if (uid == 0)
            {
                throw new ContainerConfigException($"container has runAsNonRoot and image will run as root {who}");
            }
        }
        else if (image?.Username is { Length: > 0 } name)
        {
            throw new ContainerConfigException($"container has runAsNonRoot and image has non-numeric user ({name}), cannot verify user is non-root {who}");
        }
        else
        {
            throw new ContainerConfigException($"container has runAsNonRoot and image will run as root {who}");
        }
    }
}
