using System.Collections.Frozen;
using k8s.Models;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Describes a container to the runtime.</summary>
internal sealed class ContainerConfigBuilder(KubeletOptions options, ContainerMounts mounts, EnvBuilder envs, Func<long> nodeMemoryBytes)
{
    /// <exception cref="ContainerConfigException">It cannot be made from what the pod says, as things stand.</exception>
    public async Task<ContainerConfig> BuildAsync(
        StartOrder order, Image image, FrozenDictionary<string, string> volumes, CancellationToken cancellationToken)
    {
        var (pod, container, attempt) = (order.Pod, order.Container, order.Attempt);
        var variables = await envs.BuildAsync(pod, container, cancellationToken);
        var config = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = container.Name, Attempt = (uint)attempt },
            Image = new ImageSpec { Image = image.Id, UserSpecifiedImage = container.Image },
            WorkingDir = container.WorkingDir ?? "",
            LogPath = PodPaths.Log(container.Name, attempt),
            Stdin = container.Stdin is true,
            StdinOnce = container.StdinOnce is true,
            Tty = container.Tty is true,
            Command = { (container.Command ?? []).Select(word => VariableExpansion.Expand(word, variables)) },
            Args = { (container.Args ?? []).Select(word => VariableExpansion.Expand(word, variables)) },
            Linux = new LinuxContainerConfig
            {
                Resources = ResourceAmounts.Of(pod, container, nodeMemoryBytes()),
                SecurityContext = SecurityContexts.OfContainer(pod, container, image, Path.Combine(options.RootDirectory, "seccomp")),
            },
        };
        config.Envs.Add(variables.Select(variable => new KeyValue { Key = variable.Key, Value = variable.Value }));
        Label(config, pod, container, attempt);
        config.Mounts.Add(mounts.Of(order, volumes, variables));
        return config;
    }

    // All that is needed to know the container again after the kubelet's own restart.
    private static void Label(ContainerConfig config, V1Pod pod, V1Container container, int attempt)
    {
        config.Labels[PodLabels.PodName] = pod.Metadata.Name;
        config.Labels[PodLabels.PodNamespace] = pod.Metadata.NamespaceProperty;
        config.Labels[PodLabels.PodUid] = pod.Metadata.Uid;
        config.Labels[PodLabels.ContainerName] = container.Name;
        config.Annotations[PodLabels.ContainerHash] = ContainerHash.Of(container);
        config.Annotations[PodLabels.ContainerSize] = ContainerSize.Of(container.Resources);
        config.Annotations[PodLabels.RestartCount] = attempt.ToString();
        config.Annotations[PodLabels.TerminationMessagePath] = ContainerMounts.TerminationPath(container);
        config.Annotations[PodLabels.TerminationMessagePolicy] = container.TerminationMessagePolicy ?? "File";
        if (pod.Spec.TerminationGracePeriodSeconds is { } grace)
        {
            config.Annotations[PodLabels.GracePeriod] = grace.ToString();
        }
    }
}
