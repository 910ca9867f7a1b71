namespace MiniKube.Kubelet.Actuation;

/// <summary>Names under which the kubelet finds its own containers again, the same that other kubelets and tools use.</summary>
internal static class PodLabels
{
    public const string PodName = "io.kubernetes.pod.name";
    public const string PodNamespace = "io.kubernetes.pod.namespace";
    public const string PodUid = "io.kubernetes.pod.uid";
    public const string ContainerName = "io.kubernetes.container.name";
    public const string ContainerHash = "io.kubernetes.container.hash";
    public const string ContainerSize = "mkube.dev/container.size";
    public const string RestartCount = "io.kubernetes.container.restartCount";
    public const string TerminationMessagePath = "io.kubernetes.container.terminationMessagePath";
    public const string TerminationMessagePolicy = "io.kubernetes.container.terminationMessagePolicy";
    public const string GracePeriod = "io.kubernetes.pod.terminationGracePeriod";
}
