using System.Collections.Frozen;
using k8s.Models;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Volumes;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Decides which paths of the node a container sees, and prepares the kubelet's own files among them.</summary>
internal sealed class ContainerMounts(KubeletOptions options, PodPaths paths)
{
    private const string HostsPath = "/etc/hosts";

    public static string TerminationPath(V1Container container) =>
        container.TerminationMessagePath is { Length: > 0 } path ? path : "/dev/termination-log";

    public IEnumerable<Mount> Of(
        V1Pod pod, V1Container container, int attempt, FrozenDictionary<string, string> volumes, IReadOnlyDictionary<string, string> variables)
    {
        var result = (container.VolumeMounts ?? []).Select(mount => Of(pod, mount, volumes, variables)).ToList();
        if (options.IsSimulated)
        {
            return result;
        }

        if (!result.Any(mount => mount.ContainerPath is HostsPath))
        {
            result.Add(new Mount { ContainerPath = HostsPath, HostPath = paths.HostsFile(pod.Id) });
        }

        result.Add(new Mount { ContainerPath = TerminationPath(container), HostPath = MakeTerminationLog(pod, container, attempt) });
        return result;
    }

    private static Mount Of(V1Pod pod, V1VolumeMount mount, FrozenDictionary<string, string> volumes, IReadOnlyDictionary<string, string> variables)
    {
        if (!volumes.TryGetValue(mount.Name, out var root))
        {
            throw new ContainerConfigException($"cannot find volume \"{mount.Name}\" to mount into the container of pod {pod.Metadata.Name}");
        }

        var subPath = mount.SubPath is { Length: > 0 } plain ? plain
            : mount.SubPathExpr is { Length: > 0 } expression ? VariableExpansion.Expand(expression, variables)
            : "";
        return new Mount
        {
            ContainerPath = mount.MountPath.StartsWith('/') ? mount.MountPath : $"/{mount.MountPath}",
            HostPath = subPath.Length == 0 ? root : SubPath.Resolve(root, subPath),
            Readonly = mount.ReadOnlyProperty is true || ShowsObjects(pod, mount.Name),
            RecursiveReadOnly = mount.RecursiveReadOnly is "Enabled",
            Propagation = mount.MountPropagation switch
            {
                "HostToContainer" => MountPropagation.PropagationHostToContainer,
                "Bidirectional" => MountPropagation.PropagationBidirectional,
                _ => MountPropagation.PropagationPrivate,
            },
        };
    }

    // What comes from the API is not the container's to change.
    private static bool ShowsObjects(V1Pod pod, string volume) => (pod.Spec.Volumes ?? [])
        .Any(candidate => string.Equals(candidate.Name, volume, StringComparison.Ordinal)
            && candidate is not { ConfigMap: null, Secret: null, Projected: null, DownwardAPI: null });

    private string MakeTerminationLog(V1Pod pod, V1Container container, int attempt)
    {
        var path = paths.TerminationLog(pod.Id, container.Name, attempt);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, []);
        if (!OperatingSystem.IsWindows())
        {
            // The container may run as anybody.
            File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        }

        return path;
    }
}
