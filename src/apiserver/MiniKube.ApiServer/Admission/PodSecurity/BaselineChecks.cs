using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.PodSecurity;

/// <summary>The baseline level of the Pod Security Standards: nothing that is known to lead out of a pod. Each check says what is wrong, or null.</summary>
internal static class BaselineChecks
{
    private static readonly ImmutableArray<string> DefaultCapabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ];

    private static readonly ImmutableArray<(int Since, string Name)> SafeSysctls =
    [
        (0, "kernel.shm_rmid_forced"), (0, "net.ipv4.ip_local_port_range"), (0, "net.ipv4.ip_unprivileged_port_start"), (0, "net.ipv4.tcp_syncookies"),
        (0, "net.ipv4.ping_group_range"), (27, "net.ipv4.ip_local_reserved_ports"), (29, "net.ipv4.tcp_keepalive_time"), (29, "net.ipv4.tcp_fin_timeout"),
        (29, "net.ipv4.tcp_keepalive_intvl"), (29, "net.ipv4.tcp_keepalive_probes"), (32, "net.ipv4.tcp_rmem"), (32, "net.ipv4.tcp_wmem"),
    ];

    private static readonly ImmutableArray<(int Since, string Name)> SafeSeLinuxTypes =
        [(0, ""), (0, "container_t"), (0, "container_init_t"), (0, "container_kvm_t"), (31, "container_engine_t")];

    /// <summary>The version from which on a pod says its seccomp profile in a field.</summary>
    public const int SeccompSince = 19;

    /// <summary>Those that the restricted level keeps as they are.</summary>
    public static ImmutableArray<(int Since, Func<PodParts, string?> Check)> Shared { get; } =
    [
        (0, HostNamespaces), (0, HostPorts), (34, HostProbes.Check), (0, AppArmor), (0, SeLinux), (0, Privileged), (0, ProcMount), (0, HostProcess), (0, Sysctls),
    ];

    public static ImmutableArray<(int Since, Func<PodParts, string?> Check)> All { get; } =
        [.. Shared, (0, Capabilities), (0, HostPaths), (SeccompSince, Seccomp)];

    public static string? Seccomp(PodParts pod)
    {
        var bad = new List<string>();
        if (IsUnconfined(pod.Security, "seccompProfile"))
        {
            bad.Add("pod");
        }

        var containers = pod.ContainersThat(container => IsUnconfined(PodParts.SecurityOf(container), "seccompProfile"));
        if (containers.Count > 0)
        {
            bad.Add(PodParts.Named("container", containers));
        }

        return bad.Count == 0 ? null : $"seccompProfile ({string.Join(" and ", bad)} must not set securityContext.seccompProfile.type to \"Unconfined\")";
    }

    private static string? HostNamespaces(PodParts pod)
    {
        var used = ImmutableArray.Create("hostNetwork", "hostPID", "hostIPC").Where(name => pod.Spec.Flag(name) == true).Select(name => $"{name}=true").ToList();
        return used.Count == 0 ? null : $"host namespaces ({string.Join(", ", used)})";
    }

    private static string? HostPorts(PodParts pod)
    {
        var ports = pod.Containers
            .Select(container => (Name: container.Text("name"), Ports: container.Objects("ports").Select(port => port.Integer("hostPort") ?? 0).Where(port => port != 0).ToList()))
            .Where(container => container.Ports.Count > 0)
            .ToList();
        if (ports.Count == 0)
        {
            return null;
        }

        var all = ports.SelectMany(container => container.Ports).Distinct().Order().Select(port => port.ToString(CultureInfo.InvariantCulture)).ToList();
        return $"hostPort ({PodParts.Named("container", [.. ports.Select(container => container.Name)])} {(ports.Count == 1 ? "uses" : "use")} hostPort{(all.Count == 1 ? "" : "s")} {string.Join(", ", all)})";
    }

    private static string? AppArmor(PodParts pod)
    {
        var bad = new List<string>();
        if (IsUnconfined(pod.Security, "appArmorProfile"))
        {
            bad.Add("pod");
        }

        var containers = pod.ContainersThat(container => IsUnconfined(PodParts.SecurityOf(container), "appArmorProfile"));
        if (containers.Count > 0)
        {
            bad.Add(PodParts.Named("container", containers));
        }

        if (bad.Count > 0)
        {
            return $"forbidden AppArmor profile ({string.Join(" and ", bad)} must not set AppArmor profile type to \"Unconfined\")";
        }

        var annotations = (pod.Metadata.Child("annotations") ?? [])
            .Where(one => one.Key.StartsWith("container.apparmor.security.beta.kubernetes.io/", StringComparison.Ordinal))
            .Select(one => (one.Key, Value: one.Value?.GetValue<string>() ?? ""))
            .Where(one => one.Value is not ("" or "runtime/default") && !one.Value.StartsWith("localhost/", StringComparison.Ordinal))
            .Select(one => $"{one.Key}=\"{one.Value}\"")
            .ToList();
        return annotations.Count == 0 ? null : $"forbidden AppArmor profile{(annotations.Count == 1 ? "" : "s")} ({string.Join(", ", annotations)})";
    }

    private static string? SeLinux(PodParts pod)
    {
        var bad = new List<string>();
        if (IsForbiddenSeLinux(pod, pod.Security))
        {
            bad.Add("pod");
        }

        var containers = pod.ContainersThat(container => IsForbiddenSeLinux(pod, PodParts.SecurityOf(container)));
        if (containers.Count > 0)
        {
            bad.Add(PodParts.Named("container", containers));
        }

        return bad.Count == 0 ? null : $"seLinuxOptions ({string.Join(" and ", bad)} set forbidden securityContext.seLinuxOptions)";
    }

    private static string? Privileged(PodParts pod) =>
        Must(pod, "privileged", "must not set securityContext.privileged=true", container => PodParts.SecurityOf(container).Flag("privileged") == true);

    private static string? ProcMount(PodParts pod) =>
        Must(pod, "procMount", "must not set securityContext.procMount to \"Unmasked\"", container => PodParts.SecurityOf(container).Text("procMount") is not ("" or "Default"));

    private static string? HostProcess(PodParts pod)
    {
        var bad = new List<string>();
        if (IsHostProcess(pod.Security))
        {
            bad.Add("pod");
        }

        var containers = pod.ContainersThat(container => IsHostProcess(PodParts.SecurityOf(container)));
        if (containers.Count > 0)
        {
            bad.Add(PodParts.Named("container", containers));
        }

        return bad.Count == 0 ? null : $"hostProcess ({string.Join(" and ", bad)} must not set securityContext.windowsOptions.hostProcess=true)";
    }

    private static string? Sysctls(PodParts pod)
    {
        var bad = pod.Security.Objects("sysctls").Select(one => one.Text("name")).Where(name => !IsSafe(SafeSysctls, name, pod)).Order(StringComparer.Ordinal).ToList();
        return bad.Count == 0 ? null : $"forbidden sysctls ({string.Join(", ", bad)})";
    }

    private static string? Capabilities(PodParts pod)
    {
        var added = pod.Containers.SelectMany(container => PodParts.SecurityOf(container).Child("capabilities").Texts("add")).Where(name => !DefaultCapabilities.Contains(name)).Distinct().Order(StringComparer.Ordinal).ToList();
        return added.Count == 0 ? null : Must(
            pod,
            "non-default capabilities",
            $"must not include {PodParts.Quoted(added)} in securityContext.capabilities.add",
            container => PodParts.SecurityOf(container).Child("capabilities").Texts("add").Any(added.Contains));
    }

    private static string? HostPaths(PodParts pod)
    {
        var bad = pod.Spec.Objects("volumes").Where(volume => volume.ContainsKey("hostPath")).Select(volume => volume.Text("name")).ToList();
        return bad.Count == 0 ? null : $"hostPath volumes ({PodParts.Named("volume", bad)})";
    }

    private static string? Must(PodParts pod, string reason, string rule, Func<JsonObject, bool> isBad)
    {
        var containers = pod.ContainersThat(isBad);
        return containers.Count == 0 ? null : $"{reason} ({PodParts.Named("container", containers)} {rule})";
    }

    private static bool IsUnconfined(JsonObject? security, string profile) => security.Child(profile).Text("type") == "Unconfined";

    private static bool IsHostProcess(JsonObject? security) => security.Child("windowsOptions").Flag("hostProcess") == true;

    private static bool IsSafe(ImmutableArray<(int Since, string Name)> safe, string name, PodParts pod) =>
        safe.Any(each => each.Name == name && each.Since <= pod.Minor);

    private static bool IsForbiddenSeLinux(PodParts pod, JsonObject? security) => security.Child("seLinuxOptions") is { } options
        && (!IsSafe(SafeSeLinuxTypes, options.Text("type"), pod) || options.Text("user").Length > 0 || options.Text("role").Length > 0);
}
