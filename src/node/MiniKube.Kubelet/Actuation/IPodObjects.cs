using k8s.Models;

namespace MiniKube.Kubelet.Actuation;

/// <summary>The objects that pods refer to.</summary>
internal interface IPodObjects
{
    /// <summary>Null when there is none.</summary>
    Task<V1ConfigMap?> FindConfigMapAsync(string @namespace, string name, CancellationToken cancellationToken);

    /// <summary>Null when there is none.</summary>
    Task<V1Secret?> FindSecretAsync(string @namespace, string name, CancellationToken cancellationToken);

    /// <summary>Null when there is none.</summary>
    Task<V1RuntimeClass?> FindRuntimeClassAsync(string name, CancellationToken cancellationToken);

    /// <summary>A new token for the pod's service account, bound to the pod.</summary>
    Task<Authenticationv1TokenRequest> RequestTokenAsync(V1Pod pod, V1ServiceAccountTokenProjection projection, CancellationToken cancellationToken);

    /// <summary>Services whose addresses the pod's containers get as variables.</summary>
    IReadOnlyList<V1Service> ServicesOf(string @namespace);
}
