using k8s.Models;
using MiniKube.Api.Models;

namespace MiniKube.Controllers.StorageProtection;

/// <summary>Decides whether a claim or a volume that is deleted is still used. Pure.</summary>
internal static class ProtectionPlanner
{
    public const string ClaimFinalizer = "kubernetes.io/pvc-protection";
    public const string VolumeFinalizer = "kubernetes.io/pv-protection";

    /// <summary>The claims of a pod's namespace that the pod uses, those that are made for it too.</summary>
    public static IEnumerable<string> ClaimsOf(V1Pod pod) => (pod.Spec?.Volumes ?? []).Select(volume =>
        volume.PersistentVolumeClaim?.ClaimName ?? (volume.Ephemeral is null ? null : $"{pod.Metadata.Name}-{volume.Name}")).OfType<string>();

    /// <summary>A pod that is over uses nothing more, nor does one that no node has taken up and that is going.</summary>
    public static bool Uses(V1Pod pod, string claim) => !pod.IsFinished && ClaimsOf(pod).Contains(claim);

    public static bool IsUsed(V1PersistentVolume volume) => volume.Status?.Phase == "Bound";

    /// <summary>The finalizers without the one that protects; null when the object is not held by it.</summary>
    public static List<string>? Without(V1ObjectMeta metadata, string finalizer) =>
        metadata.DeletionTimestamp is not null && metadata.Finalizers?.Contains(finalizer) == true
            ? [.. metadata.Finalizers.Where(each => each != finalizer)]
            : null;
}
