using k8s.Models;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Where the files of pods lie on the node.</summary>
internal sealed class PodPaths(KubeletOptions options)
{
    public string Pods => Path.Combine(options.RootDirectory, "pods");

    public string Pod(string uid) => Path.Combine(Pods, uid);

    public string Volumes(string uid) => Path.Combine(Pod(uid), "volumes");

    public string Volume(string uid, string kind, string name) => Path.Combine(Volumes(uid), $"kubernetes.io~{kind}", name);

    public string SubPaths(string uid) => Path.Combine(Pod(uid), "volume-subpaths");

    public string HostsFile(string uid) => Path.Combine(Pod(uid), "etc-hosts");

    /// <summary>The file that a container sees as its termination log.</summary>
    public string TerminationLog(string uid, string container, int attempt) => Path.Combine(Pod(uid), "containers", container, attempt.ToString());

    public string Logs(V1Pod pod) => Logs(pod.Metadata.NamespaceProperty, pod.Metadata.Name, pod.Metadata.Uid);

    public string Logs(string @namespace, string name, string uid) => Path.Combine(options.LogDirectory, $"{@namespace}_{name}_{uid}");

    /// <summary>Relative to the pod's log directory.</summary>
    public static string Log(string container, int attempt) => $"{container}/{attempt}.log";
}
