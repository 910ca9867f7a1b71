namespace MiniKube.Controllers.Certificates;

/// <summary>The signers that belong to Kubernetes.</summary>
internal static class SignerNames
{
    public const string Client = "kubernetes.io/kube-apiserver-client";
    public const string KubeletClient = "kubernetes.io/kube-apiserver-client-kubelet";
    public const string KubeletServing = "kubernetes.io/kubelet-serving";
    public const string Legacy = "kubernetes.io/legacy-unknown";
}
