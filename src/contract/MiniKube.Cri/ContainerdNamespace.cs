using Grpc.Core;

namespace MiniKube.Cri;

/// <summary>Where containerd keeps what it made for CRI; its own services must be told.</summary>
public static class ContainerdNamespace
{
    public const string Kubernetes = "k8s.io";

    internal static Metadata Headers() => new() { { "containerd-namespace", Kubernetes } };
}
