using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>Containers for debugging, as the other containers are seen: all but the target is common to both.</summary>
internal static class EphemeralContainers
{
    public static V1Container AsContainer(V1EphemeralContainer container) => new()
    {
        Name = container.Name,
        Image = container.Image,
        ImagePullPolicy = container.ImagePullPolicy,
        Command = container.Command,
        Args = container.Args,
        WorkingDir = container.WorkingDir,
        Env = container.Env,
        EnvFrom = container.EnvFrom,
        VolumeMounts = container.VolumeMounts,
        VolumeDevices = container.VolumeDevices,
        SecurityContext = container.SecurityContext,
        Stdin = container.Stdin,
        StdinOnce = container.StdinOnce,
        Tty = container.Tty,
        TerminationMessagePath = container.TerminationMessagePath,
        TerminationMessagePolicy = container.TerminationMessagePolicy,
    };

    /// <summary>The name of the container whose processes it sees; empty for its own alone.</summary>
    public static string TargetOf(V1Pod pod, string name) =>
        pod.Spec.EphemeralContainers?.FirstOrDefault(container => string.Equals(container.Name, name, StringComparison.Ordinal))?.TargetContainerName ?? "";
}
