using System.Collections.Frozen;
using k8s.Models;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Volumes;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Decides which paths of the node a container sees, and prepares the kubelet's own files among them.</summary>
internal sealed class ContainerMounts(KubeletOptions options, PodPaths paths, RuntimeHandlers handlers)
{
    private const string HostsPath = "/etc/hosts";

    public static string TerminationPath(V1Container container) =>
        container.TerminationMessagePath is { Length: > 0 } path ? path : "/dev/termination-log";

    /// <param name="order">Which container, of which pod.</param>
    /// <param name="volumes">Where the pod's volumes are, by name.</param>
    /// <param name="variables">The container's, for subpaths.</param>
    /// <exception cref="ContainerConfigException">A mount cannot be made as asked.</exception>
    public IEnumerable<Mount> Of(StartOrder order, FrozenDictionary<string, string> volumes, IReadOnlyDictionary<string, string> variables)
    {
        var container = order.Container;
        var result = (container.VolumeMounts ?? []).Select(mount => Of(order, mount, volumes, variables)).ToList();
        if (options.IsSimulated)
        {
            return result;
        }

        if (!result.Any(mount => mount.ContainerPath is HostsPath))
        {
            result.Add(new Mount { ContainerPath = HostsPath, HostPath = paths.HostsFile(order.Pod.Id) });
        }

        result.Add(new Mount { ContainerPath = TerminationPath(container), HostPath = MakeTerminationLog(order) });
        return result;
    }

    private Mount Of(StartOrder order, V1VolumeMount mount, FrozenDictionary<string, string> volumes, IReadOnlyDictionary<string, string> variables)
    {
        var pod = order.Pod;
        if (!volumes.TryGetValue(mount.Name, out var root))
        {
            throw new ContainerConfigException($"cannot find volume \"{mount.Name}\" to mount into the container of pod {pod.Metadata.Name}");
        }

        var subPath = mount.SubPath is { Length: > 0 } plain ? plain
            : mount.SubPathExpr is { Length: > 0 } expression ? Expand(expression, variables)
            : "";
        return new Mount
        {
            ContainerPath = mount.MountPath.StartsWith('/') ? mount.MountPath : $"/{mount.MountPath}",
            HostPath = subPath.Length == 0 ? root : SubPath.Resolve(root, subPath),
            Readonly = mount.ReadOnlyProperty is true || ShowsObjects(pod, mount.Name),
            RecursiveReadOnly = handlers.MakesRecursivelyReadOnly(pod, mount, order.Sandbox.Handler),
            Propagation = mount.MountPropagation switch
            {
                "HostToContainer" => MountPropagation.PropagationHostToContainer,
                "Bidirectional" => MountPropagation.PropagationBidirectional,
                _ => MountPropagation.PropagationPrivate,
            },
        };
    }

    // A name without a value would become a directory of that name.
    private static string Expand(string expression, IReadOnlyDictionary<string, string> variables) =>
        VariableExpansion.Missing(expression, variables) is { } name
            ? throw new ContainerConfigException($"missing value for \"{name}\" in subPathExpr \"{expression}\"")
            : VariableExpansion.Expand(expression, variables);

    // What comes from the API is not the container's to change.
    private static bool ShowsObjects(V1Pod pod, string volume) => (pod.Spec.Volumes ?? [])
        .Any(candidate => string.Equals(candidate.Name, volume, StringComparison.Ordinal)
            && candidate is not { ConfigMap: null, Secret: null, Projected: null, DownwardAPI: null });

    private string MakeTerminationLog(StartOrder order)
    {
        var path = paths.TerminationLog(order.Pod.Id, order.Container.Name, order.Attempt);
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
