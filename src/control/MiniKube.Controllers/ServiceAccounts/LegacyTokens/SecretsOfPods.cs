using k8s.Models;
using MiniKube.Api.Models;

namespace MiniKube.Controllers.ServiceAccounts.LegacyTokens;

/// <summary>Which Secrets a pod uses.</summary>
internal static class SecretsOfPods
{
    /// <summary>As <c>namespace/name</c>; one may come several times.</summary>
    public static IEnumerable<string> Of(V1Pod pod) => Names(pod.Spec).Where(name => !string.IsNullOrEmpty(name)).Select(name => $"{pod.Key.Namespace}/{name}");

    private static IEnumerable<string?> Names(V1PodSpec? spec)
    {
        if (spec is null)
        {
            return [];
        }

        var containers = (spec.Containers ?? []).Select(each => (each.Env, each.EnvFrom))
            .Concat((spec.InitContainers ?? []).Select(each => (each.Env, each.EnvFrom)))
            .Concat((spec.EphemeralContainers ?? []).Select(each => (each.Env, each.EnvFrom)))
            .ToList();
        return
        [
            .. (spec.ImagePullSecrets ?? []).Select(each => each.Name),
            .. containers.SelectMany(each => each.Env ?? []).Select(variable => variable.ValueFrom?.SecretKeyRef?.Name),
            .. containers.SelectMany(each => each.EnvFrom ?? []).Select(source => source.SecretRef?.Name),
            .. (spec.Volumes ?? []).SelectMany(NamesOf),
        ];
    }

    private static IEnumerable<string?> NamesOf(V1Volume volume) =>
    [
        volume.Secret?.SecretName,
        .. (volume.Projected?.Sources ?? []).Select(source => source.Secret?.Name),
        volume.AzureFile?.SecretName,
        volume.Cephfs?.SecretRef?.Name,
        volume.Cinder?.SecretRef?.Name,
        volume.Csi?.NodePublishSecretRef?.Name,
        volume.FlexVolume?.SecretRef?.Name,
        volume.Iscsi?.SecretRef?.Name,
        volume.Rbd?.SecretRef?.Name,
        volume.ScaleIO?.SecretRef?.Name,
        volume.Storageos?.SecretRef?.Name,
    ];
}
